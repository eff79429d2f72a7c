using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>A label or question with what the document puts beside or under it; whether it asks for anything known is decided
/// elsewhere.</summary>
internal sealed record Pair(Slice Label, Slice Answer)
{
    /// <summary>The answer's lines where it is a list; empty for one text.</summary>
    public IReadOnlyList<Slice> Items { get; init; } = [];

    /// <summary>The label of the group that the pair stands in ("Contact" above "Name" and "Office").</summary>
    public Slice? Group { get; init; }

    /// <summary>What the answer is measured in, where a cell of its own says so.</summary>
    public Slice? Unit { get; init; }

    /// <summary>The label stands behind a box that is ticked, which is the answer.</summary>
    public bool IsTicked { get; init; }

    public bool IsQuestion { get; init; }

    /// <summary>A cell behind the answer says that it is a plan or not certain.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The year that the label or the table's column is about.</summary>
    public int? Year { get; init; }
}
