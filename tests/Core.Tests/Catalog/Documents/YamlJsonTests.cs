using System.Diagnostics;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog.Documents;

public sealed class YamlJsonTests
{
    private const long MaxBytes = 200L << 20;

    public static TheoryData<string> Hostile => [.. HostileYaml.Documents.Keys];

    public static TheoryData<string> Harmless => [.. HostileYaml.Harmless.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parse_OfAHostileDocument_IsRefusedByLineWithinItsBounds(string name)
    {
        YamlJsonResult result = Bounded(HostileYaml.Documents[name]);

        Assert.NotNull(result.Error);
        Assert.True(result.Error.Line >= 1);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Parse_OfALargeDocument_TakesItWithinItsBounds(string name) => Assert.Null(Bounded(HostileYaml.Harmless[name]).Error);

    [Theory]
    [MemberData(nameof(Hostile))]
    public void PromptAndComponent_WithAHostileDocument_AreRefusedByLine(string name)
    {
        AuthoredEntry prompt = AuthoredText.Parse(EntryKind.Prompt, $"---\n{HostileYaml.Documents[name]}\n---\nHello.\n");
        AuthoredEntry recipe = AuthoredText.Parse(EntryKind.Recipe, HostileYaml.Documents[name]);

        Assert.Contains(prompt.Errors, error => error.Line >= 1);
        Assert.Contains(recipe.Errors, error => error.Line >= 1);
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", 3, "'a'")]
    [InlineData("a:\n  b: 1\n  c: 2\n  b: 3", 4, "'b'")]
    [InlineData("- {a: 1, 'a': 2}", 1, "'a'")]
    [InlineData("x: [1,\n  {1: a,\n   \"1\": b}]", 3, "'1'")]
    [InlineData("a: &a {b: 1}\nc:\n  <<: *a\n  d: 1", 3, "Merge")]
    [InlineData("a: 1\n<<: {b: 1}", 2, "Merge")]
    [InlineData("a:\n  - {b: 1}\n  - {<<: {}}", 3, "Merge")]
    [InlineData("a: 1\nb: !!python/object:os.system x", 2, "tag")]
    [InlineData("a: 1\nb: !mine [1]", 2, "tag")]
    [InlineData("a: 1\nb: !!int 'x'", 2, "tag")]
    [InlineData("a: 1\n[b, c]: 2", 2, "key")]
    [InlineData("a: 1\n? {b: c}\n: 2", 2, "key")]
    [InlineData("a: &k x\n*k : 2", 2, "key")]
    [InlineData("a: 1\nb: \"x\\0y\"", 2, "U+0000")]
    [InlineData("a: 1\n\"x\\0y\": 1", 2, "U+0000")]
    [InlineData("a: 1\nb: 1e999", 2, "double")]
    [InlineData("a: 1\n--- \nb: 2", 2, "One document")]
    [InlineData("a: 1\n...\n---\nb: 2", 3, "One document")]
    [InlineData("", 1, "empty")]
    [InlineData("# nothing\n", 1, "empty")]
    [InlineData("a: 1\nb: ]", 2, "")]
    [InlineData("a: 1\nb: \"\\uD83D\"", 2, "")]
    [InlineData("a: 1\nb: *none", 2, "none")]
    [InlineData("a: 1\n\nb: &b\n  c: *b", 4, "'b'")]
    public void Parse_OfAMistake_NamesItsLine(string yaml, int line, string says)
    {
        EntryError error = YamlJson.Parse(yaml).Error!;
        EntryError below = YamlJson.Parse(yaml, firstLine: 10).Error!;

        Assert.Equal(line, error.Line);
        Assert.Equal(line + 9, below.Line);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &a {b: &b [1, x]}\nc: [*a, *b]", """{"a":{"b":[1,"x"]},"c":[{"b":[1,"x"]},[1,"x"]]}""")]
    [InlineData("a: &a 1\nb: *a\nc: &a [2]\nd: *a", """{"a":1,"b":1,"c":[2],"d":[2]}""")]
    [InlineData("a: &a {b: 1}\nc: {d: *a, e: *a}", """{"a":{"b":1},"c":{"d":{"b":1},"e":{"b":1}}}""")]
    [InlineData("a: !!str 1\nb: ! 2\nc: '3'", """{"a":"1","b":"2","c":"3"}""")]
    [InlineData("a:\nb: ~\nc: null\nd: 'null'", """{"a":null,"b":null,"c":null,"d":"null"}""")]
    [InlineData("a: True\nb: FALSE\nc: yes\nd: 010\ne: 1.50\nf: -2e3", """{"a":true,"b":false,"c":"yes","d":"010","e":1.50,"f":-2e3}""")]
    [InlineData("'<<': 1\nb: <<", """{"<<":1,"b":"<<"}""")]
    [InlineData("{a: [], b: {}, c}", """{"a":[],"b":{},"c":null}""")]
    [InlineData("? a\n: 1\n? b", """{"a":1,"b":null}""")]
    [InlineData("--- # a comment\na: 1\n...\n", """{"a":1}""")]
    [InlineData("%YAML 1.2\n---\n[東京, \"Zürich\", it's, \"\\u00e9\"]", """["東京","Zürich","it's","é"]""")]
    public void Parse_OfEveryForm_GivesItsJson(string yaml, string json) => Assert.Equal(json, YamlJson.Parse(yaml).Value.GetRawText());

    [Fact]
    public void Parse_OfHalfASurrogatePair_NamesItsLine()
    {
        EntryError error = YamlJson.Parse("a: \uD83D\uDE00\nb: x\uD83Dy").Error!;

        Assert.Equal((2, true), (error.Line, error.Message.Contains("Unicode", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parse_OfTopLevelKeys_GivesTheirLinesOnly()
    {
        YamlJsonResult result = YamlJson.Parse("a: &a\n  b: 1\n\n\"c\": *a\nd: {e: 1}", firstLine: 2);

        Assert.Equal([("a", 2), ("c", 5), ("d", 6)], result.Lines.OrderBy(line => line.Value).Select(line => (line.Key, line.Value)));
    }

    private static YamlJsonResult Bounded(string yaml)
    {
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();

        YamlJsonResult result = YamlJson.Parse(yaml);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        return result;
    }
}
