using System.Text.Json.Nodes;

using PromptIntel.Extraction;

namespace PromptIntel.Bench.Extraction;

/// <summary>Runs the extractor over the labelled documents and scores every field.</summary>
internal sealed class ExtractionEvaluation
{
    public ExtractionScore Tuned { get; } = new();

    public ExtractionScore HeldOut { get; } = new();

    /// <summary>Documents that nothing was changed for, not even in general.</summary>
    public ExtractionScore Fresh { get; } = new();

    public SortedDictionary<string, ExtractionScore> ByField { get; } = new(StringComparer.Ordinal);

    /// <summary>One line for each field of a document that is not as stated.</summary>
    public List<string> Differences { get; } = [];

    public int Documents { get; private set; }

    public static ExtractionEvaluation Run(string root)
    {
        var evaluation = new ExtractionEvaluation();
        var extraction = ShippedExtraction.Load(root);

        foreach (var document in LabelledDocument.LoadAll(root))
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
            if (!ByField.TryGetValue(field, out var score))
            {
                ByField[field] = score = new ExtractionScore();
            }

            score.Add(document.Expected[field], found[field]);

            var total = document.Set switch { "tuned" => Tuned, "held_out" => HeldOut, _ => Fresh };

            if (total.Add(document.Expected[field], found[field]) is { } difference)
            {
                Differences.Add($"{document.Set} {document.Name} {field}: {difference}");
            }
        }
    }
}
