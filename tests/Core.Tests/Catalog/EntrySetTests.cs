using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Tests.Catalog;

public class EntrySetTests
{
    private static readonly EntryKind[] Kinds = Enum.GetValues<EntryKind>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_AfterAnyChanges_HoldsWhatIsThere(int seed)
    {
        var random = new Random(seed);
        var there = new Dictionary<EntryKey, EntryState>();
        EntrySet list = EntrySet.Empty;

        for (int change = 0; change < 2_000; change++)
        {
            var key = new EntryKey($"space_{random.Next(3)}", $"name_{random.Next(60)}");
            EntryState after = State(key, Kinds[random.Next(Kinds.Length)], tag: $"tag_{random.Next(3)}", isArchived: random.Next(4) == 0);
            list = list.With(there.GetValueOrDefault(key), after);
            there[key] = after;

            if (random.Next(3) == 0)
            {
                AssertHolds(there.Values, list, new InSpace($"space_{random.Next(3)}", $"tag_{random.Next(3)}"));
            }
        }

        AssertHolds(there.Values, EntrySet.Of(there.Values), new InSpace("space_0", "tag_0"));
    }

    [Fact]
    public void With_LeavesTheListBeforeAsItWas()
    {
        EntryState first = State(new EntryKey("space", "a"), EntryKind.Prompt, "tag");
        EntrySet before = EntrySet.Of([first]);
        var filter = new InSpace("space", "tag");
        Assert.Single(before.Matching(filter));

        EntrySet after = before.With(first, first with { IsArchived = true });

        Assert.Empty(after);
        Assert.Empty(after.Matching(filter));
        Assert.Same(first, Assert.Single(before));
        Assert.Same(first, Assert.Single(before.Matching(filter)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public void With_HoweverLong_AsksAFilterOnceAChange(int entries)
    {
        EntrySet list = EntrySet.Of(
            Enumerable.Range(0, entries).Select(number => State(new EntryKey("space", $"name_{number}"), EntryKind.Prompt, "tag")));
        var filter = new Counting();
        list.Matching(filter);
        Assert.Equal(entries, filter.Asked);

        EntryState added = State(new EntryKey("space", "added"), EntryKind.Prompt, "tag");
        EntrySet next = list.With(null, added);

        Assert.Equal(entries + 1, next.Matching(filter).Count);
        Assert.Equal(entries + 1, filter.Asked);
    }

    private static void AssertHolds(IEnumerable<EntryState> there, EntrySet list, IEntryFilter filter)
    {
        EntryState[] listed = [.. there.Where(state => !state.IsArchived).OrderBy(state => state.Kind).ThenBy(state => state.Key)];
        Assert.Equal(listed, list);
        Assert.Equal(listed.Length, list.Count);
        Assert.Equal(listed.Where(state => state.Kind == EntryKind.Schema), list.OfKind(EntryKind.Schema));
        Assert.Equal(listed.Where(filter.Matches).OrderBy(state => state.Key), list.Matching(filter));
    }

    private static EntryState State(EntryKey key, EntryKind kind, string tag, bool isArchived = false) => new()
    {
        Key = key,
        Kind = kind,
        Position = 1,
        LatestVersion = 1,
        Labels = ImmutableDictionary<string, int>.Empty,
        Versions = ImmutableDictionary<int, EntryVersion>.Empty.Add(1, new EntryVersion
        {
            Key = key,
            Kind = kind,
            Number = 1,
            Description = "For a test.",
            Tags = [tag],
            Content = JsonElement.Parse("{}"),
            ContentHash = "",
            Source = VersionSource.Api,
            CreatedAt = DateTimeOffset.UnixEpoch,
        }),
        SuggestionsCount = 0,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        IsArchived = isArchived,
    };

    private sealed record InSpace(string Space, string Tag) : IEntryFilter
    {
        public bool Matches(EntryState state) => state.Key.Namespace == Space && state.Current.Tags.Contains(Tag);
    }

    private sealed class Counting : IEntryFilter
    {
        public int Asked { get; private set; }

        public bool Matches(EntryState state) => ++Asked > 0;
    }
}
