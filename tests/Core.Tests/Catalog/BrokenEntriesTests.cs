using System.Collections.Immutable;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>What this build cannot use is found when somebody asks, not while the catalog is loaded.</summary>
public sealed class BrokenEntriesTests
{
    private static readonly EntryKey Key = new("general", "one");

    [Theory]
    [InlineData("{", "Version 1 is not JSON.")]
    [InlineData("""{"format_version":99}""", "format_version")]
    [InlineData("[]", "object")]
    [InlineData("""{"format_version":1,"type":"text","messages":[{"role":"user","content":"\ud800"}]}""", "not Unicode")]
    public void FindFault_SaysWhy(string body, string expected) =>
        Assert.Contains(expected, State(Key, body, 1).FindFault(), StringComparison.Ordinal);

    [Theory]
    [InlineData(EntryKind.Prompt, """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData(EntryKind.Config, "[]")]
    public void FindFault_OfWhatCanBeUsed_IsNull(EntryKind kind, string body) =>
        Assert.Null(State(Key, body, 1, kind).FindFault());

    [Fact]
    public void FindFault_OfTheStore_ComesFirst() =>
        Assert.Equal("a kind of later", (State(Key, "{", 1) with { UnreadableReason = "a kind of later" }).FindFault());

    [Fact]
    public async Task Catalog_LoadsWhatIsBroken_AndReportsItWhenAsked()
    {
        var logged = new Messages();
        var inner = new InMemoryCatalogStore();
        PromptCatalog catalog = Catalog(inner, logged);
        await catalog.LoadAsync(TestContext.Current.CancellationToken);
        catalog.Apply(1, State(Key, """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hi"}]}""", 1));
        Assert.DoesNotContain(logged.Warnings, _ => true);

        catalog.Apply(2, State(Key, "{", 2));
        Assert.Contains("general/one", Assert.Single(logged.Warnings), StringComparison.Ordinal);

        // An older state of it is not held, and so is nothing to report.
        catalog.Apply(1, State(Key, "{", 1));
        Assert.Single(logged.Warnings);

        catalog.ReportBroken(TestContext.Current.CancellationToken);
        Assert.Equal(2, logged.Warnings.Count);
    }

    private static PromptCatalog Catalog(ICatalogStore store, ILogger<PromptCatalog> logger) =>
        new(store, Options.Create(new CatalogOptions()), TimeProvider.System, logger);

    private static EntryState State(EntryKey key, string body, long position, EntryKind kind = EntryKind.Prompt) => new()
    {
        Key = key,
        Kind = kind,
        Position = position,
        LatestVersion = 1,
        Labels = ImmutableDictionary<string, int>.Empty,
        Versions = ImmutableDictionary<int, EntryVersion>.Empty.Add(1, new EntryVersion
        {
            Key = key,
            Kind = kind,
            Number = 1,
            Description = "",
            Tags = [],
            Content = new StoredJson(System.Text.Encoding.UTF8.GetBytes(body)),
            ContentHash = new string('0', 64),
            Source = VersionSource.Api,
            CreatedAt = DateTimeOffset.UnixEpoch,
        }),
        SuggestionsCount = 0,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private sealed class Messages : ILogger<PromptCatalog>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
