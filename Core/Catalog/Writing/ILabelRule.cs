namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Whether a label may move. Asked for every move that a write would make, by whichever door it comes, right before the write is
/// committed; a move that was allowed is the one that is made. All registered rules must allow it: <c>AddSingleton&lt;ILabelRule,
/// NobodyPublishesOnFridays&gt;()</c> stands beside the product's own rule, by which only publishers move labels other than
/// <c>candidate</c>. Shared: safe for concurrent use, and quick, because writers wait for the answer.
/// </summary>
public interface ILabelRule
{
    LabelDecision Decide(LabelMove move);
}

/// <summary>One label of one entry that is about to point elsewhere.</summary>
public sealed record LabelMove
{
    public required EntryKey Key { get; init; }

    public required EntryKind Kind { get; init; }

    public required string Label { get; init; }

    /// <summary>
    /// The version it points to now; null when it points to none or the entry is archived. Without the label <c>production</c> this is
    /// the version that everybody gets.
    /// </summary>
    public required int? From { get; init; }

    /// <summary>The version it is to point to; null when it is removed.</summary>
    public required int? To { get; init; }

    /// <summary>Null for the installation itself, which loads its content.</summary>
    public required string? Author { get; init; }

    /// <summary>Whether the caller's role is that of a publisher.</summary>
    public required bool MayPublish { get; init; }

    public required LabelDoor Door { get; init; }

    /// <summary>When the write was asked for.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The way by which a label moves.</summary>
public enum LabelDoor
{
    /// <summary>An entry is created, or an archived one comes back with a new version.</summary>
    Create,

    /// <summary>A version is appended: by update, by the authored text, or by a model that applies suggestions.</summary>
    Update,

    /// <summary>The label itself is pointed to a version.</summary>
    SetLabel,

    /// <summary>The label itself is removed.</summary>
    RemoveLabel,

    /// <summary>A line of an import, authored or exported.</summary>
    Import,

    /// <summary>A file of the content directory. Refused, the file's version waits as <c>candidate</c>.</summary>
    Content,

    /// <summary>An archived entry comes back, and its labels with it.</summary>
    Restore,
}

/// <summary>What a rule says to a move.</summary>
public abstract record LabelDecision
{
    private LabelDecision()
    {
    }

    public sealed record Allowed : LabelDecision;

    /// <param name="Reason">A sentence for the caller.</param>
    public sealed record Refused(string Reason) : LabelDecision;
}
