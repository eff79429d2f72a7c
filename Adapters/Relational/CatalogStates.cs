using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Puts entry states together from their rows. A row that this build cannot read makes its entry broken, not the reading.
/// </summary>
internal static class CatalogStates
{
    internal const string EntryColumns = "namespace, name, kind, latest_version, position, suggestions_count, updated_at, is_archived";

    internal const string LabelColumns = "namespace, name, label, number";

    internal const string VersionColumns =
        "namespace, name, number, kind, description, tags, body, content_hash, source, created_at, author, change_note";

    // A version is held while it is the latest or a label points to it.
    private const string HeldVersions = $"""
        SELECT {VersionColumns} FROM entry_versions v
        WHERE (EXISTS (SELECT 1 FROM entries e WHERE e.namespace = v.namespace AND e.name = v.name AND e.latest_version = v.number)
            OR EXISTS (SELECT 1 FROM entry_labels l WHERE l.namespace = v.namespace AND l.name = v.name AND l.number = v.number))
        """;

    public static async Task<IReadOnlyList<EntryState>> ReadAllAsync(SqlSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<EntryRow> entries = await session.QueryAsync<EntryRow>($"SELECT {EntryColumns} FROM entries", [], cancellationToken);
        IReadOnlyList<LabelRow> labels = await session.QueryAsync<LabelRow>(
            $"SELECT {LabelColumns} FROM entry_labels", [], cancellationToken);
        IReadOnlyList<VersionRow> versions = await session.QueryAsync<VersionRow>(HeldVersions, [], cancellationToken);
        return Combine(entries, labels, versions);
    }

    /// <summary>Those that the change log names after <paramref name="after"/> up to <paramref name="last"/>.</summary>
    public static async Task<Dictionary<EntryKey, EntryState>> ReadChangedAsync(
        SqlSession session, long after, long last, CancellationToken cancellationToken)
    {
        const string Changed =
            "(namespace, name) IN (SELECT namespace, name FROM change_log WHERE position > @after AND position <= @last)";
        (string, SqlValue)[] parameters = [("@after", after), ("@last", last)];
        IReadOnlyList<EntryRow> entries = await session.QueryAsync<EntryRow>(
            $"SELECT {EntryColumns} FROM entries WHERE {Changed}", parameters, cancellationToken);
        IReadOnlyList<LabelRow> labels = await session.QueryAsync<LabelRow>(
            $"SELECT {LabelColumns} FROM entry_labels WHERE {Changed}", parameters, cancellationToken);
        IReadOnlyList<VersionRow> versions = await session.QueryAsync<VersionRow>(
            $"{HeldVersions} AND {Changed}", parameters, cancellationToken);
        return Combine(entries, labels, versions).ToDictionary(state => state.Key);
    }

    /// <param name="rowLock">Ends the statement that reads the entry's row; empty for a plain read.</param>
    public static async Task<EntryState?> FindAsync(SqlSession session, EntryKey key, string rowLock, CancellationToken cancellationToken)
    {
        (string, SqlValue)[] parameters = [("@space", key.Namespace), ("@name", key.Name)];
        EntryRow? entry = await session.QuerySingleOrDefaultAsync<EntryRow>(
            $"SELECT {EntryColumns} FROM entries WHERE namespace = @space AND name = @name {rowLock}", parameters, cancellationToken);
        if (entry is null)
        {
            return null;
        }

        IReadOnlyList<LabelRow> labels = await session.QueryAsync<LabelRow>(
            $"SELECT {LabelColumns} FROM entry_labels WHERE namespace = @space AND name = @name", parameters, cancellationToken);
        IReadOnlyList<VersionRow> versions = await session.QueryAsync<VersionRow>(
            $"{HeldVersions} AND v.namespace = @space AND v.name = @name", parameters, cancellationToken);
        return Combine([entry], labels, versions)[0];
    }

    private static EntryState[] Combine(
        IReadOnlyList<EntryRow> entries, IReadOnlyList<LabelRow> labels, IReadOnlyList<VersionRow> versions)
    {
        var shared = new SharedValues();
        var places = new Dictionary<EntryKey, int>(entries.Count);
        foreach (EntryRow entry in entries)
        {
            entry.Namespace = shared.Text(entry.Namespace);
            places.Add(entry.Key, places.Count);
        }

        var labelsOf = new RowsByEntry<LabelRow>(places, labels);
        var versionsOf = new RowsByEntry<VersionRow>(places, versions);
        var states = new EntryState[entries.Count];
        for (int place = 0; place < states.Length; place++)
        {
            states[place] = ToState(entries[place], labelsOf.Of(place), versionsOf.Of(place), shared);
        }

        return states;
    }

    /// <param name="entry">The row's: all that is read of one entry has one key, not equal ones.</param>
    /// <param name="fault">Why this build cannot read it; the version then has no content.</param>
    private static EntryVersion Read(VersionRow row, EntryRow entry, SharedValues shared, out string? fault)
    {
        try
        {
            fault = null;
            return row.ToVersion(entry.Key, shared);
        }
        catch (FormatException exception)
        {
            fault = exception.Message;
            return Unreadable(row, entry);
        }
    }

    private static EntryState ToState(
        EntryRow entry, IEnumerable<LabelRow> labels, IEnumerable<VersionRow> versions, SharedValues shared)
    {
        string? broken = EntryKinds.TryParse(entry.Kind, out EntryKind kind) ? null : $"The kind '{entry.Kind}' is unknown to this build.";
        var read = ImmutableDictionary.CreateBuilder<int, EntryVersion>();
        foreach (VersionRow row in versions)
        {
            read.Add(row.Number, Read(row, entry, shared, out string? fault));
            broken = fault ?? broken;
        }

        return new EntryState
        {
            Key = entry.Key,
            Kind = kind,
            Position = entry.Position,
            LatestVersion = entry.LatestVersion,
            Labels = shared.Labels(labels),
            Versions = read.ToImmutable(),
            SuggestionsCount = entry.SuggestionsCount,
            UpdatedAt = Instants.From(entry.UpdatedAt),
            IsArchived = entry.IsArchived,
            UnreadableReason = broken,
        };
    }

    private static EntryVersion Unreadable(VersionRow row, EntryRow entry) => new()
    {
        Key = entry.Key,
        Kind = EntryKinds.TryParse(entry.Kind, out EntryKind kind) ? kind : default,
        Number = row.Number,
        Description = row.Description,
        Tags = [],
        Content = CanonicalJson.EmptyObject,
        ContentHash = row.ContentHash,
        Source = VersionSource.Api,
        CreatedAt = Instants.From(row.CreatedAt),
    };
}
