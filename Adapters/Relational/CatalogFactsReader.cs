using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>Reads what the change rules need to know, entry rows locked in the order of their keys.</summary>
internal sealed class CatalogFactsReader(SqlDialect dialect)
{
    public async Task<Dictionary<EntryKey, EntryFacts>> ReadAsync(
        SqlSession session, IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<EntryKey, EntryFacts>();
        foreach (IGrouping<EntryKey, CatalogChange> group in changes.GroupBy(change => change.Key).OrderBy(group => group.Key))
        {
            facts.Add(group.Key, await ReadAsync(session, group.Key, group, cancellationToken));
        }

        return facts;
    }

    public static async Task<EntryVersion?> ReadVersionAsync(
        SqlSession session, EntryKey key, int number, CancellationToken cancellationToken)
    {
        VersionRow? row = await session.QuerySingleOrDefaultAsync<VersionRow>(
            $"SELECT {CatalogStates.VersionColumns} FROM entry_versions WHERE namespace = @space AND name = @name AND number = @number",
            [("@space", key.Namespace), ("@name", key.Name), ("@number", number)],
            cancellationToken);
        return row is null ? null : Checked(row.ToVersion(key, new SharedValues()));
    }

    public static async Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(
        SqlSession session, EntryKey key, int before, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<VersionRow> rows = await session.QueryAsync<VersionRow>(
            $"""
            SELECT {CatalogStates.VersionColumns} FROM entry_versions
            WHERE namespace = @space AND name = @name AND number < @before
            ORDER BY number DESC LIMIT @limit
            """,
            [("@space", key.Namespace), ("@name", key.Name), ("@before", before), ("@limit", limit)],
            cancellationToken);
        var shared = new SharedValues();
        return [.. rows.Select(row => Checked(row.ToVersion(key, shared)))];
    }

    public static async Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(
        SqlSession session, EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken)
    {
        IReadOnlyList<SuggestionRow> rows = await session.QueryAsync<SuggestionRow>(
            """
            SELECT id, namespace, name, number, text, author, status, created_at, resolved_at, resolved_by FROM suggestions
            WHERE namespace = @space AND name = @name AND (@status IS NULL OR status = @status) ORDER BY created_at, id
            """,
            [("@space", key.Namespace), ("@name", key.Name), ("@status", status?.ToText())],
            cancellationToken);
        return [.. rows.Select(row => row.ToSuggestion())];
    }

    private async Task<EntryFacts> ReadAsync(
        SqlSession session, EntryKey key, IEnumerable<CatalogChange> changes, CancellationToken cancellationToken)
    {
        var facts = new EntryFacts { State = await CatalogStates.FindAsync(session, key, dialect.RowLock, cancellationToken) };
        foreach (CatalogChange change in changes)
        {
            facts = await AddAsync(session, facts, change, cancellationToken);
        }

        return facts;
    }

    private static async Task<EntryFacts> AddAsync(
        SqlSession session, EntryFacts facts, CatalogChange change, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case CatalogChange.SetLabel set when facts.Find(set.Version) is null:
                EntryVersion? target = await ReadVersionAsync(session, change.Key, set.Version, cancellationToken);
                return target is null ? facts : facts with { MoreVersions = facts.MoreVersions.SetItem(target.Number, target) };
            case CatalogChange.Restore:
                IReadOnlyList<EntryVersion> all = await ReadVersionsAsync(
                    session, change.Key, int.MaxValue, int.MaxValue, cancellationToken);
                facts = facts with { MoreVersions = all.ToImmutableDictionary(version => version.Number) };
                return await AddSuggestionsAsync(session, facts, change.Key, cancellationToken);
            case CatalogChange.ResolveSuggestion:
                return await AddSuggestionsAsync(session, facts, change.Key, cancellationToken);
            case CatalogChange.ImportContent:
                IReadOnlyList<string> hashes = await session.QueryAsync<string>(
                    "SELECT hash FROM content_imports WHERE namespace = @space AND name = @name",
                    [("@space", change.Key.Namespace), ("@name", change.Key.Name)], cancellationToken);
                return facts with { ImportedHashes = [.. hashes] };
            default:
                return facts;
        }
    }

    private static async Task<EntryFacts> AddSuggestionsAsync(
        SqlSession session, EntryFacts facts, EntryKey key, CancellationToken cancellationToken)
    {
        IReadOnlyList<Suggestion> suggestions = await ReadSuggestionsAsync(session, key, null, cancellationToken);
        return facts with { Suggestions = suggestions.ToImmutableDictionary(one => one.Id) };
    }

    private static EntryVersion Checked(EntryVersion version)
    {
        // Held, since who asks for a version reads it.
        _ = version.Body;
        return version.Content.IsValid ? version : throw new FormatException($"Version {version.Number} is not JSON.");
    }
}
