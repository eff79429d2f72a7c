using System.Diagnostics;
using System.Text.Json.Nodes;

using PromptIntel.Extraction;

namespace PromptIntel.Bench.Extraction;

/// <summary>Runs the extractor over the labelled documents and scores every field.</summary>
internal sealed class ExtractionEvaluation
{
    private const double PageLength = 3_000;

    /// <summary>By set, and by set and kind (<c>unseen/tune form</c>).</summary>
    public SortedDictionary<string, ExtractionScore> Scores { get; } = new(StringComparer.Ordinal);

    /// <summary>Of all documents but the sealed ones.</summary>
    public SortedDictionary<string, ExtractionScore> ByField { get; } = new(StringComparer.Ordinal);

    /// <summary>One line for each field of a document that is not as stated; sealed documents give none.</summary>
    public List<string> Differences { get; } = [];

    public int Documents { get; private set; }

    /// <summary>Milliseconds of the reader for a page of 3,000 characters: the median of several readings of all documents.</summary>
    public double MillisecondsPerPage { get; private set; }

    public static ExtractionEvaluation Run(string root) => Score(ShippedExtraction.Load(root), LabelledDocument.LoadAll(root));

    /// <param name="rounds">Readings of all documents after the one that is scored, which warms.</param>
    public static ExtractionEvaluation RunTimed(string root, int rounds)
    {
        var (extraction, documents) = (ShippedExtraction.Load(root), LabelledDocument.LoadAll(root));
        var evaluation = Score(extraction, documents);
        var pages = documents.Sum(document => document.Text.Length) / PageLength;
        var times = new List<double>();

        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();

            foreach (var document in documents)
            {
                extraction.Extract(document.Text);
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds / pages);
        }

        evaluation.MillisecondsPerPage = times.Order().ElementAt(rounds / 2);

        return evaluation;
    }

    private static ExtractionEvaluation Score(ShippedExtraction extraction, IReadOnlyList<LabelledDocument> documents)
    {
        var evaluation = new ExtractionEvaluation();

        foreach (var document in documents)
        {
            evaluation.Add(document, extraction.Extract(document.Text));
        }

        return evaluation;
    }

    private void Add(LabelledDocument document, ExtractionAnswer answer)
    {
        var found = JsonNode.Parse(answer.Value.GetRawText())!.AsObject();
        Documents++;

        foreach (var field in found.Select(property => property.Key).Concat(document.Expected.Select(property => property.Key)).Distinct())
        {
            var (expected, given) = (document.Expected[field], found[field]);
            var difference = ScoreOf(Scores, document.Set).Add(expected, given);

            if (document.Kind.Length > 0)
            {
                ScoreOf(Scores, $"{document.Set} {document.Kind}").Add(expected, given);
            }

            if (document.IsSealed)
            {
                continue;
            }

            ScoreOf(ByField, field).Add(expected, given);

            if (difference is not null)
            {
                Differences.Add($"{document.Set} {document.Name} {field}: {difference}");
            }
        }
    }

    private static ExtractionScore ScoreOf(SortedDictionary<string, ExtractionScore> scores, string name)
    {
        if (!scores.TryGetValue(name, out var score))
        {
            scores[name] = score = new ExtractionScore();
        }

        return score;
    }
}
