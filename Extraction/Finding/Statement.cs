using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>How directly a text says a value; the more direct wins.</summary>
internal enum Evidence
{
    /// <summary>The only value of its kind in the text.</summary>
    Sole,

    /// <summary>Running text: a number before a unit of the field.</summary>
    Unit,

    /// <summary>Running text, by a declared cue or pattern.</summary>
    Cue,

    /// <summary>The answer to a label or question that holds most of a field's name.</summary>
    NearLabel,

    /// <summary>The answer to a label or question that is a field's name.</summary>
    Label,
}

/// <summary>An answer that the text gives for a field, not yet read.</summary>
internal sealed record Statement(FieldPlan Field, Slice Answer, Evidence Evidence)
{
    public IReadOnlyList<Slice> Items { get; init; } = [];

    public LabelHints Hints { get; init; } = LabelHints.None;

    /// <summary>The label is one of the field's range aliases.</summary>
    public bool IsRange { get; init; }

    /// <summary>Fields that one label may mean; only one of them may read the answer.</summary>
    public object? Tie { get; init; }

    public int? Year { get; init; }

    public bool IsTicked { get; init; }

    public bool IsDoubtful { get; init; }

    /// <summary>The label names other fields too.</summary>
    public bool IsShared { get; init; }
}

/// <summary>A value that was read for a field.</summary>
internal sealed record Candidate(FieldPlan Field, FieldReading Reading, Evidence Evidence)
{
    public int? Year { get; init; }
}
