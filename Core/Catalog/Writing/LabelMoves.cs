using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>The labels that a change moves, read off the entry before and after it: no change can move one and not be asked.</summary>
internal static class LabelMoves
{
    public static IEnumerable<LabelMove> Of(CatalogChange change, EntryState? before, EntryState after, LabelDoor door, bool mayPublish)
    {
        // Labels of an archived entry say nothing to anybody; when it comes back, all of them do.
        if (after.IsArchived)
        {
            return [];
        }

        bool comesBack = before is { IsArchived: true };
        EntryState? standing = comesBack ? null : before;
        IEnumerable<string> labels = [
            .. standing?.Labels.Keys ?? [], .. after.Labels.Keys, .. comesBack ? [VersionSelector.ProductionLabel] : Array.Empty<string>()
        ];
        return
            from label in labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            let wasThere = standing is null ? null : Target(standing, label, orCurrent: true)
            let isThere = Target(after, label, orCurrent: comesBack)
            where wasThere != isThere
            select new LabelMove
            {
                Key = change.Key,
                Kind = after.Kind,
                Label = label,
                From = wasThere,
                To = isThere,
                Author = change.Author,
                MayPublish = mayPublish,
                Door = door,
                At = change.At,
            };
    }

    /// <param name="orCurrent">Without the label <c>production</c> it is as if it pointed to what everybody gets.</param>
    private static int? Target(EntryState state, string label, bool orCurrent) =>
        state.Labels.TryGetValue(label, out int number) ? number
        : orCurrent && label == VersionSelector.ProductionLabel ? state.Current.Number
        : null;
}
