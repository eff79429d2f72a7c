using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Core.Tests.Exchange;

public sealed class PathKeysTests
{
    private const string Letters = "abxXZ09._-/ é|%";

    [Theory]
    [InlineData("greeting", "general", "greeting")]
    [InlineData("support/refund", "support", "refund")]
    [InlineData("support/billing/refund v1.2", "support", "billing..refund v1.2")]
    [InlineData("Support/refund", "general", "Support..refund")]
    [InlineData("general/greeting", "general", "general..greeting")]
    [InlineData("_private", "general", "x005F_private")]
    [InlineData("café", "general", "cafx00E9_")]
    [InlineData("x00E9_", "general", "x0078_00E9_")]
    [InlineData("x....y", "general", "xx002E_x002E_x002E_x002E_y")]
    [InlineData("a./b", "a.", null)]
    public void Path_MeansOneKey_AndTheKeyThePath(string path, string space, string? name)
    {
        Assert.True(PathKeys.TryParse(path, out EntryKey key));

        Assert.Equal(name is null ? new EntryKey("general", "ax002E_..b") : new EntryKey(space, name), key);
        Assert.Equal(path, PathKeys.Find(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("support/")]
    public void Path_WhenNoKeyCanStandForIt_IsRefused(string path) => Assert.False(PathKeys.TryParse(path, out _));

    [Fact]
    public void Path_OfMoreLettersThanANameHas_IsRefused() => Assert.False(PathKeys.TryParse(new string('a', 129), out _));

    [Theory]
    [InlineData("general", "support..refund")]
    [InlineData("general", "x0041_")]
    public void Key_ThatNoPathMeans_HasNone(string space, string name) => Assert.Null(PathKeys.Find(new EntryKey(space, name)));

    [Fact]
    public void Paths_OfAnyLetters_NeverMeanTheSameKey()
    {
        var random = new Random(4711);
        var paths = new Dictionary<EntryKey, string>();

        for (int round = 0; round < 200_000; round++)
        {
            string path = string.Create(
                random.Next(1, 9), random,
                static (letters, from) =>
                {
                    for (int at = 0; at < letters.Length; at++)
                    {
                        letters[at] = Letters[from.Next(Letters.Length)];
                    }
                });

            if (PathKeys.TryParse(path, out EntryKey key))
            {
                Assert.True(EntryKey.IsNamespace(key.Namespace) && EntryKey.IsName(key.Name), path);
                Assert.True(paths.TryAdd(key, path) || paths[key] == path, $"{path} and {paths[key]} are both {key}");
                Assert.Equal(path, PathKeys.Find(key));
            }
        }

        Assert.True(paths.Count > 50_000, $"{paths.Count}");
    }
}
