using System.Globalization;

using PromptIntel.Core.Audit;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// What a change that was applied is in the audit log: one entry for what was done, and one for every label that moved with it.
/// </summary>
public static class ChangeAudit
{
    /// <summary>What the actions of labels begin with.</summary>
    public const string LabelPrefix = "label.";

    private const string LabelMoved = $"{LabelPrefix}moved";
    private const string LabelRemoved = $"{LabelPrefix}removed";

    /// <param name="before">The entry as it stood; null when there was none.</param>
    public static IEnumerable<AuditEntry> Of(CatalogChange change, EntryState? before, WriteResult.Written written)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(written);
        AuditEntry blank = new(change.At, change.Author, "", change.Key.ToString()) { Why = NoteOf(change) };
        return ToEntry(change, before, written, blank) is { } entry
            ? [entry, .. Labels(before, written.State, blank)]
            : Labels(before, written.State, blank);
    }

    /// <summary>Null for a change of labels alone.</summary>
    private static AuditEntry? ToEntry(CatalogChange change, EntryState? before, WriteResult.Written written, AuditEntry blank)
    {
        string? from = Text(before?.LatestVersion);
        string to = Text(written.State.LatestVersion)!;
        return change switch
        {
            CatalogChange.Create => blank with { Action = "entry.created", To = to },
            CatalogChange.Append when before is { IsArchived: true } => blank with { Action = "entry.restored", From = from, To = to },
            CatalogChange.Append => blank with { Action = "version.added", From = from, To = to },
            CatalogChange.ImportContent => blank with { Action = "content.imported", From = from, To = to },
            CatalogChange.Restore => blank with { Action = "entry.imported", From = from, To = to },
            CatalogChange.ArchiveEntry => blank with { Action = "entry.archived", From = from },
            CatalogChange.UnarchiveEntry => blank with { Action = "entry.restored", To = to },
            CatalogChange.AddSuggestions => blank with { Action = "suggestion.added" },
            CatalogChange.ResolveSuggestion resolve => blank with
            {
                Action = resolve.Status == SuggestionStatus.Accepted ? "suggestion.accepted" : "suggestion.rejected",
                Detail = resolve.Id.ToString(),
            },
            _ => null,
        };
    }

    private static IEnumerable<AuditEntry> Labels(EntryState? before, EntryState after, AuditEntry blank) =>
        from label in (before?.Labels.Keys ?? []).Union(after.Labels.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        let was = Find(before, label)
        let now = Find(after, label)
        where was != now
        select blank with { Action = now is null ? LabelRemoved : LabelMoved, Detail = label, From = Text(was), To = Text(now) };

    private static int? Find(EntryState? state, string label) =>
        state is not null && state.Labels.TryGetValue(label, out int number) ? number : null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? NoteOf(CatalogChange change) => change switch
    {
        CatalogChange.Create create => create.ChangeNote,
        CatalogChange.Append append => append.ChangeNote,
        CatalogChange.SetLabel set => set.ChangeNote,
        _ => null,
    };
}
