namespace PromptIntel.Bench.Search;

/// <summary>
/// Okapi BM25 as in the textbooks, the yardstick: one field, lower-cased words, no stemming, no stop words, k1 1.2, b 0.75.
/// </summary>
internal sealed class TextbookBm25
{
    private const double Saturation = 1.2;
    private const double LengthNormalisation = 0.75;

    private readonly List<(string Key, Dictionary<string, int> Counts, int Length)> _documents = [];

    public void Add(string key, string text)
    {
        string[] words = Words(text);
        _documents.Add((key, words.CountBy(word => word).ToDictionary(), words.Length));
    }

    public IReadOnlyList<string> Search(string query)
    {
        double average = _documents.Average(document => document.Length);
        string[] words = [.. Words(query).Distinct()];
        var rarities = words.ToDictionary(word => word, word =>
        {
            int carriers = _documents.Count(document => document.Counts.ContainsKey(word));
            return Math.Log(1 + ((_documents.Count - carriers + 0.5) / (carriers + 0.5)));
        });
        return
        [
            .. _documents
                .Select(document => (document.Key, Score: words.Sum(
                    word => Score(document.Counts.GetValueOrDefault(word), document.Length / average) * rarities[word])))
                .Where(hit => hit.Score > 0).OrderByDescending(hit => hit.Score).Select(hit => hit.Key),
        ];
    }

    private static double Score(int count, double relativeLength) =>
        count * (Saturation + 1) / (count + (Saturation * (1 - LengthNormalisation + (LengthNormalisation * relativeLength))));

    private static string[] Words(string text) =>
        [.. text.ToLowerInvariant().Split(
            [.. text.Where(letter => !char.IsLetterOrDigit(letter)).Distinct()], StringSplitOptions.RemoveEmptyEntries)];
}
