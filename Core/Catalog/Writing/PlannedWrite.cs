using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>What a caller's write comes to against one state of the catalog: a change to commit, or the answer at once.</summary>
/// <param name="Assumed">What the content left out and was taken for granted.</param>
internal readonly record struct PlannedWrite(CatalogChange? Change, WriteResult? Answer, ImmutableArray<string>? Assumed = null)
{
    /// <summary>The content that a create or an update brings; null for every other change.</summary>
    public EntryDraft? Draft => Change switch
    {
        CatalogChange.Create create => create.Draft,
        CatalogChange.Append append => append.Draft,
        _ => null,
    };

    public static implicit operator PlannedWrite(CatalogChange change) => new(change, null);

    public static implicit operator PlannedWrite(WriteResult answer) => new(null, answer);
}

/// <summary>What a caller asks for, and who he is to the label rules.</summary>
/// <param name="Plan">Works the write out. Asked again whenever the catalog has gone on, so it keeps nothing of an earlier asking.</param>
internal sealed record CatalogWrite(LabelDoor Door, bool MayPublish, Func<ICatalogReader, PlannedWrite> Plan);
