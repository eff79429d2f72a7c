using System.Text;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Tests.Catalog;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>Import lines changed in their structure, their letters and their bytes, among lines that are well.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class ImportFuzzTests
{
    private static readonly string[] Lines =
    [
        """{"namespace":"general","name":"NAME","content":"Hello {{name}}","tags":["a"],"labels":["candidate"]}""",
        """{"namespace":"general","name":"NAME","kind":"config","content":{"data":{"a":[1,2,{"b":"c"}]}},"description":"One."}""",
        """{"namespace":"general","name":"NAME","content":{"type":"chat","messages":[{"role":"user","content":"Hi {{x}}"}],"variables":"""
            + """{"properties":{"x":{"type":"string"}}}}}""",
        """{"namespace":"general","name":"NAME","content":"---\ndescription: One.\ntype: text\n---\nHello\n"}""",
        """{"format_version":1,"namespace":"general","name":"NAME","kind":"prompt","archived":false,"labels":"""
            + """{"production":1},"versions":[{"version":1,"description":"One.","tags":["a"],"content":"""
            + """{"format_version":1,"type":"text","messages":"""
            + """[{"role":"user","content":"Hi"}]},"created_at":"2026-01-02T03:04:05Z","author":"a","source":"api"}],"suggestions":"""
            + """[{"id":"0198b1f0-0000-7000-8000-000000000001","version":"""
            + """1,"text":"Shorter","status":"open","created_at":"2026-01-02T03:04:05Z"}]}""",
    ];

    [Fact]
    public Task Import_OfChangedLines_AnswersEachAndTakesThoseThatAreWell() => Fuzzing.RunAsync(1_000, async random =>
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        byte[][] lines =
            [.. Enumerable.Range(0, random.Next(1, 6)).Select(index => index % 2 == 0 ? Well(random, index) : Changed(random, index))];
        byte[] feed = random.OneIn(2) ? "\n"u8.ToArray() : "\r\n"u8.ToArray();
        byte[] import = [
            .. random.OneIn(3) ? Encoding.UTF8.Preamble.ToArray() : [], .. lines.SelectMany(line => (byte[])[.. line, .. feed])
        ];

        ImportLineResult[] results = await ImportAsync(fixture, import, mayPublish: !random.OneIn(4));

        Assert.All(results, result => Assert.Equal(result.Status == ImportStatus.Refused, !result.Errors.IsEmpty));
        Assert.All(lines.Index().Where(line => line.Index % 2 == 0), line =>
            Assert.Equal((ImportStatus.Created, ""), StatusOf(results, line.Index + 1)));
        await AssertComesBackAsync(fixture);
    });

    [Fact]
    public Task Import_OfALineWithOneMoreField_RefusesItByName() => Fuzzing.RunAsync(200, async random =>
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        JsonObject line = JsonNode.Parse(random.Pick<string>(Lines.AsSpan(0, 4)))!.AsObject();
        string field = random.Pick("contents", "Name", "label", "kind_", "x");
        line.Insert(random.Next(line.Count + 1), field, RandomJson.Value(random, 2));

        ImportLineResult[] results = await ImportAsync(fixture, Encoding.UTF8.GetBytes(line.ToJsonString()), mayPublish: true);

        Assert.Equal(field, Assert.Single(Assert.Single(results).Errors).Field);
    });

    /// <summary>An export of what was taken is the same catalog again.</summary>
    private static async Task AssertComesBackAsync(CatalogFixture fixture)
    {
        byte[] export = await ExportAsync(fixture);
        CatalogFixture again = await CatalogFixture.CreateAsync();

        ImportLineResult[] results = await ImportAsync(again, export, mayPublish: true);

        Assert.All(results, result => Assert.True(result.Status == ImportStatus.Created, string.Join("; ", result.Errors)));
        Assert.Equal(Encoding.UTF8.GetString(export), Encoding.UTF8.GetString(await ExportAsync(again)));
    }

    private static (ImportStatus Status, string Errors) StatusOf(ImportLineResult[] results, int line)
    {
        ImportLineResult result = Assert.Single(results, result => result.Line == line);
        return (result.Status, string.Join("; ", result.Errors));
    }

    private static byte[] Well(Random random, int index) => Encoding.UTF8.GetBytes(Named(random, index));

    private static string Named(Random random, int index) =>
        random.Pick<string>(Lines).Replace("NAME", $"line-{index}", StringComparison.Ordinal);

    private static byte[] Changed(Random random, int index)
    {
        JsonNode line = JsonNode.Parse(Named(random, index))!;
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            RandomJson.Mutate(random, line);
        }

        // A changed line must not take the name of one that is well.
        string text = line.ToJsonString().Replace("\n", "", StringComparison.Ordinal);
        text = random.OneIn(2) ? text.Insert(
            random.Next(text.Length),
            random.Pick("\\ud83d", "\\u0000", "\\", "\"", "{", "[", ",", "1e999", "\u0001", "}", "null", new string('[', 200))) : text;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return random.OneIn(3)
            ? [.. bytes[..(bytes.Length / 2)], random.Pick<byte>(0xFF, 0xC0, 0x80, 0x00, 0xED), .. bytes[(bytes.Length / 2)..]]
            : bytes;
    }

    private static async Task<ImportLineResult[]> ImportAsync(CatalogFixture fixture, byte[] lines, bool mayPublish) =>
        await fixture.Transfer.ImportAsync(new MemoryStream(lines), "somebody", mayPublish, TestContext.Current.CancellationToken)
            .ToArrayAsync(TestContext.Current.CancellationToken);

    private static async Task<byte[]> ExportAsync(CatalogFixture fixture)
    {
        var bytes = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> line in fixture.Transfer.ExportAsync(TestContext.Current.CancellationToken))
        {
            bytes.Write([.. line.Span, (byte)'\n']);
        }

        return bytes.ToArray();
    }
}
