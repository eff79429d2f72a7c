using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Workflows;

/// <summary>A catalog of a test's own. Every <see cref="Add"/> of the same key appends a version that becomes production.</summary>
internal sealed class TestCatalog : ICatalogReader
{
    private readonly Dictionary<EntryKey, EntryState> _entries = [];

    public long Position { get; private set; }

    public EntrySet Entries => EntrySet.Of(_entries.Values);

    public EntryVersion Add(EntryKind kind, string key, string body, params string[] tags)
    {
        EntryKey.TryParse(key, null, out EntryKey parsed);
        EntryState? state = Find(parsed);
        int number = (state?.LatestVersion ?? 0) + 1;
        var version = new EntryVersion
        {
            Key = parsed,
            Kind = kind,
            Number = number,
            Description = "For a test.",
            Tags = [.. tags],
            Content = JsonElement.Parse(body),
            ContentHash = $"{key}-{number}",
            Source = VersionSource.Api,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        _entries[parsed] = new EntryState
        {
            Key = parsed,
            Kind = kind,
            Position = ++Position,
            LatestVersion = number,
            Labels = ImmutableDictionary<string, int>.Empty.Add(VersionSelector.ProductionLabel, number),
            Versions = (state?.Versions ?? ImmutableDictionary<int, EntryVersion>.Empty).Add(number, version),
            SuggestionsCount = 0,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        return version;
    }

    /// <summary>A change as a writer would ask about it: the catalog without a version beside the catalog with it.</summary>
    public CatalogEdit Edit(EntryVersion version)
    {
        var before = new TestCatalog();

        foreach (EntryState state in _entries.Values)
        {
            before._entries[state.Key] = state;
        }

        before._entries.Remove(version.Key);

        if (version.Number > 1)
        {
            EntryState state = _entries[version.Key];
            before._entries[version.Key] = state with
            {
                LatestVersion = version.Number - 1,
                Labels = ImmutableDictionary<string, int>.Empty.Add(VersionSelector.ProductionLabel, version.Number - 1),
                Versions = state.Versions.Remove(version.Number),
            };
        }

        return new CatalogEdit(before, this, [new EntryEdit(version.Key, version)]);
    }

    /// <summary>An operation of type <c>test.echo</c>.</summary>
    public EntryVersion AddEcho(string name, string input = """{"type":"object"}""", string output = """{"type":"object"}""") =>
        Add(EntryKind.Operation, $"components/{name}", $$"""{"type":"test.echo","input_schema":{{input}},"output_schema":{{output}}}""");

    public EntryVersion AddRecipe(string name, string stages, string output = "{}", string input = """{"type":"object"}""") =>
        Add(
            EntryKind.Recipe,
            $"workflows/{name}",
            $$"""{"format_version":1,"input_schema":{{input}},"output":{{output}},"stages":{{stages}}}""");

    public EntryState? Find(EntryKey key) => _entries.GetValueOrDefault(key);

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        new(Find(key) is { } state && state.Resolve(selector) is { } number ? state.Versions.GetValueOrDefault(number) : null);

    public IDisposable Subscribe(Action<EntryState> applied) => throw new NotSupportedException();
}
