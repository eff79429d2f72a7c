using System.Text.Json.Nodes;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>A value with its place in the text, and the currency that stood beside it.</summary>
internal sealed record FieldReading(JsonNode Value, Slice Source)
{
    public string? Currency { get; init; }

    public Slice CurrencySource { get; init; }
}

/// <summary>What a label says about how its answer is written: "Revenue (EUR million)", "Term in months".</summary>
internal sealed record LabelHints
{
    public static readonly LabelHints None = new();

    public string? Currency { get; init; }

    public Slice CurrencySource { get; init; }

    public decimal Magnitude { get; init; } = 1;

    /// <summary>Beside the currency stands a word that is not known and may be a magnitude.</summary>
    public bool IsUnread { get; init; }

    /// <summary>All words of the label in lower case; a unit among them is the answer's.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
