using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>How directly a text says a value; the more direct wins.</summary>
internal enum Evidence
{
    /// <summary>The only value of its kind in the text.</summary>
    Sole,

    /// <summary>Running text, by a declared cue or pattern.</summary>
    Cue,

    /// <summary>The answer to a question that holds a field's name among other words.</summary>
    NearQuestion,

    /// <summary>The answer to a label or question that is a field's name.</summary>
    Label,
}

/// <summary>An answer that the text gives for a field, not yet read.</summary>
internal sealed record Statement(FieldPlan Field, Slice Answer, Evidence Evidence)
{
    public IReadOnlyList<Slice> Bullets { get; init; } = [];

    public LabelHints Hints { get; init; } = LabelHints.None;

    /// <summary>The label is one of the field's range aliases.</summary>
    public bool IsRange { get; init; }
}

/// <summary>A value that was read for a field.</summary>
internal sealed record Candidate(FieldPlan Field, FieldReading Reading, Evidence Evidence);
