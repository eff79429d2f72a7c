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

    /// <summary>The answer is a sentence to a question and not an entry of a form.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>The label asks for several numbers at once, so that each must bring its unit.</summary>
    public bool IsShared { get; init; }

    /// <summary>The year that the label is about ("Revenue 2025").</summary>
    public int? Year { get; init; }

    /// <summary>Beside the currency stands a word that is not known and may be a magnitude.</summary>
    public bool IsUnread { get; init; }

    /// <summary>All words of the label in lower case; a unit among them is the answer's.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
