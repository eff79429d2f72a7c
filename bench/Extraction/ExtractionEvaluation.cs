using System.Text.Json.Nodes;

using PromptIntel.Extraction;

namespace PromptIntel.Bench.Extraction;

/// <summary>Runs the extractor over the labelled documents and scores every field.</summary>
internal sealed class ExtractionEvaluation
{
    /// <summary>By set, and by set and kind (<c>unseen/tune form</c>).</summary>
    public SortedDictionary<string, ExtractionScore> Scores { get; } = new(StringComparer.Ordinal);

    /// <summary>Of all documents but the sealed ones.</summary>
    public SortedDictionary<string, ExtractionScore> ByField { get; } = new(StringComparer.Ordinal);

    /// <summary>One line for each field of a document that is not as stated; sealed documents give none.</summary>
    public List<string> Differences { get; } = [];

    public int Documents { get; private set; }

    public static ExtractionEvaluation Run(string root) => Run(ShippedExtraction.Load(root), LabelledDocument.LoadAll(root));

    public static ExtractionEvaluation Run(ShippedExtraction extraction, IReadOnlyList<LabelledDocument> documents)
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
