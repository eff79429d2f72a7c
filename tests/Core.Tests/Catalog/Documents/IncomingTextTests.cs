using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Catalog.Documents;

/// <summary>What is not text for every store is refused by its line, whichever way it comes in; the lines beside it go on.</summary>
public sealed class IncomingTextTests : IDisposable
{
    private static readonly string Backslash = "\\";

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    public static TheoryData<string, string> Refused => new()
    {
        { "half a pair, high", Content($"x {Backslash}ud83d") },
        { "half a pair, low", Content($"x {Backslash}ude00 y") },
        { "a pair in the wrong order", Content($"{Backslash}ude00{Backslash}ud83d") },
        { "half a pair before letters", Content($"{Backslash}ud83dabc") },
        { "half a pair in a key", $"{{\"{Backslash}ud83d\":1}}" },
        { "half a pair in the name of a field of the line", $"\"x\",\"versio{Backslash}ud83d\":1" },
        { "half a pair in a template", $"\"Hello {Backslash}ud83d\"" },
        {
            "half a pair deep in config",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + $"\"config\":{{\"a\":[1,{{\"b\":\"{Backslash}udfff\"}}]}}}}"
        },
        { "U+0000", Content($"A{Backslash}u0000B") },
        { "U+0000 in a key", $"{{\"a{Backslash}u0000\":1}}" },
        { "U+0000 as it is", Content("A\0B") },
        { "a number that no double holds", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"config\":{\"a\":1e999}}" },
        { "a property twice", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"type\":\"text\",\"type\":\"chat\"}" },
        { "65 levels", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"config\":{\"a\":" + Nested(63) + "}}" },
        { "60,000 levels", "{\"config\":" + Nested(60_000) + "}" },
        { "60,000 levels that do not end", "{\"config\":" + new string('[', 60_000) },
    };

    public static TheoryData<string, byte[]> NotUtf8 => new()
    {
        { "Windows-1252", [0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68] },
        { "a cut off letter", [0x61, 0xE2, 0x82] },
        { "an overlong slash", [0xC0, 0xAF] },
        { "an encoded surrogate", [0xED, 0xA0, 0xBD] },
        { "beyond Unicode", [0xF4, 0x90, 0x80, 0x80] },
        { "a lone continuation", [0x61, 0x80] },
        { "UTF-16", [0xFF, 0xFE, 0x41, 0x00] },
        { "Latin-1 quotes", [0x93, 0x61, 0x94] },
        { "a byte that is never used", [0xFF] },
        { "U+0000", [0x61, 0x00] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Import_OfALineThatCannotBeKept_RefusesItAndTakesTheOthers(string name, string content)
    {
        ImportLineResult[] results = await ImportAsync(
            Encoding.UTF8.GetBytes($"{Line("a", "\"x\"")}\n{Line("b", content)}\n{Line("c", "\"x\"")}"));

        Assert.Equal([ImportStatus.Created, ImportStatus.Refused, ImportStatus.Created], results.Select(result => result.Status));
        Assert.Equal((2, false), (results[1].Line, results[1].Errors.IsEmpty));
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task Import_OfALineThatIsNotUtf8_RefusesItAndTakesTheOthers(string name, byte[] text)
    {
        byte[] bad = [.. Encoding.UTF8.GetBytes(Line("b", "\"@\"").Split('@')[0]), .. text, .. "\"}"u8];

        ImportLineResult[] results = await ImportAsync(
            [.. Encoding.UTF8.GetBytes(Line("a", "\"x\"")), (byte)'\n', .. bad, (byte)'\n', .. Encoding.UTF8.GetBytes(Line("c", "\"x\""))]);

        Assert.Equal([ImportStatus.Created, ImportStatus.Refused, ImportStatus.Created], results.Select(result => result.Status));
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task Content_OfAFileThatIsNotUtf8_IsRefusedByItsLine(string name, byte[] text)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        Write("prompts/general/good.md", "---\ndescription: One.\n---\nuser:\nHello.\n"u8.ToArray());
        Write("prompts/general/bad.md", [.. "---\ndescription: One.\n---\nuser:\nHello "u8, .. text, .. "\nand more\n"u8]);
        Write("config/bad.yaml", [.. "description: One.\ndata:\n  a: "u8, .. text, (byte)'\n']);
        Write("schemas/bad.json", [.. "{\n\"description\": \""u8, .. text, .. "\"}"u8]);

        ContentReport report = await fixture.Loader.LoadAsync(_directory, TestContext.Current.CancellationToken);

        Assert.Single(report.Created);
        Assert.Equal(
            [("config/bad.yaml", 3), ("prompts/general/bad.md", 5), ("schemas/bad.json", 2)],
            report.Errors.Select(error => (error.File, error.Line ?? 0)).Order());
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("\uFEFF{0}\n{1}")]
    [InlineData("{0}\r\n{1}\r\n")]
    [InlineData("\n\n{0}\n  \n{1}\n\n")]
    [InlineData("{0}\n\r\n\t\n{1}")]
    [InlineData("\uFEFF{0}\r\n{1}")]
    [InlineData("\uFEFF\n{0}\n{1}")]
    [InlineData("  {0}  \n\t{1}\t")]
    [InlineData("{0}\n{1}")]
    [InlineData("{0}\n{1}\n")]
    [InlineData("\r\n{0}\r\n\r\n{1}\r\n\r\n")]
    public async Task Import_WithAMarkOrOtherLineEndings_TakesEveryLine(string form)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            form.Replace("{0}", Line("a", "\"x\""), StringComparison.Ordinal).Replace("{1}", Line("b", "\"y\""), StringComparison.Ordinal));

        ImportLineResult[] results = await ImportAsync(bytes);

        Assert.Equal([ImportStatus.Created, ImportStatus.Created], results.Select(result => result.Status));
    }

    [Fact]
    public async Task Import_OfALineThatIsTooLong_RefusesItAndTakesTheOthers()
    {
        byte[] tooLong = new byte[JsonLines.MaxLineBytes + 100];
        Array.Fill(tooLong, (byte)'x');

        ImportLineResult[] results = await ImportAsync([
            .. Encoding.UTF8.GetBytes(Line("a", "\"x\"")), (byte)'\n', .. tooLong, (byte)'\n', .. Encoding.UTF8.GetBytes(Line("c", "\"x\""))
        ]);

        Assert.Equal(
            [(1, ImportStatus.Created), (2, ImportStatus.Refused), (3, ImportStatus.Created)],
            results.Select(result => (result.Line, result.Status)));
    }

    [Fact]
    public async Task Import_OfAnExportWithTheDeepestContent_GivesItBack()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        string content = "{\"messages\":[{\"role\":\"user\",\"content\":\"x 😀\"}],\"config\":{\"a\":" + Nested(62) + "}}";
        ImportLineResult[] results = await ImportAsync(Encoding.UTF8.GetBytes(Line("deep", content)), fixture);
        var lines = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> line in fixture.Transfer.ExportAsync(TestContext.Current.CancellationToken))
        {
            lines.Write(line.Span);
        }

        ImportLineResult[] again = await ImportAsync(lines.ToArray());

        Assert.Equal([ImportStatus.Created], results.Select(result => result.Status));
        Assert.Equal([ImportStatus.Created], again.Select(result => result.Status));
    }

    [Theory]
    [InlineData("😀", null)]
    [InlineData("a😀b😀", null)]
    [InlineData("", null)]
    [InlineData("Zürich 東京 \u0001\uFFFE\uFFFF", null)]
    [InlineData("a\0", StorableJson.HasNul)]
    public void FaultOf_AText_IsWhatNoStoreKeeps(string text, string? fault) => Assert.Equal(fault, StorableJson.FaultOf(text));

    [Fact]
    public void FaultOf_HalfASurrogatePair_IsFoundWhereverItStands()
    {
        string[] texts = [
            "\uD83D",
            "\uDE00",
            "a\uD83D",
            "\uD83Da",
            "\uDE00\uD83D",
            "\uD83D\uD83D\uDE00",
            "\uD83D\uDE00\uDE00",
            "😀\uD83D",
            "a\uDE00b",
            "\uDBFF"
        ];

        Assert.All(texts, text => Assert.Equal(StorableJson.NotUnicode, StorableJson.FaultOf(text)));
    }

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c":"\u0000"}]}}""", "a.b[1].c")]
    [InlineData("""[[["\ud800"]]]""", "[0][0][0]")]
    [InlineData("""{"a":1,"b":{"c":2,"c":3}}""", "b.c")]
    [InlineData("""{"a":[0,-1e400]}""", "a[1]")]
    [InlineData("\"\\u0000\"", "")]
    public void FaultOf_AValue_NamesItsPlace(string json, string path) =>
        Assert.Equal(path, StorableJson.FaultOf(JsonElement.Parse(json))!.Path);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Content(string text) => $$"""{"type":"text","messages":[{"role":"user","content":"{{text}}"}]}""";

    private static string Line(string name, string content) => $$"""{"namespace":"general","name":"{{name}}","content":{{content}}}""";

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static async Task<ImportLineResult[]> ImportAsync(byte[] lines, CatalogFixture? fixture = null)
    {
        fixture ??= await CatalogFixture.CreateAsync();
        return await fixture.Transfer.ImportAsync(new MemoryStream(lines), null, mayPublish: true, TestContext.Current.CancellationToken)
            .ToArrayAsync(TestContext.Current.CancellationToken);
    }

    private void Write(string path, byte[] bytes)
    {
        string full = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }
}
