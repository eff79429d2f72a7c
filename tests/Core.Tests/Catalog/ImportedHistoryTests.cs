using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>An exported history is kept whole; what callers get of it is sound.</summary>
public sealed class ImportedHistoryTests
{
    private const string Sound = """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello"}]}""";

    private static readonly EntryKey Key = new("general", "imported");

    public static TheoryData<string> Unsound() =>
    [
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{undeclared}}"}]}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{#if x}}"}]}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{shout x}}"}]}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"variables":{"type":"objct"}}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"variables":{"$ref":"http://127.0.0.1:1/x"}}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"output_schema":{"minimum":"low"}}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"output_schema":{"$ref":"http://127.0.0.1:1/x"}}""",
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"colour":"red"}""",
        """{"format_version":2,"type":"text","messages":[{"role":"user","content":"a"}]}""",
        """{"type":"text"}""",
        """{}""",
        """[]""",
        "\"text\"",
        "null",
    ];

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task Import_WhenAnOldVersionIsUnsound_KeepsItAndSaysSo_AndNoLabelGoesThere(string body)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        ImportLineResult result = await ImportAsync(fixture, """{"production":2}""", body, Sound);

        Assert.Equal((ImportStatus.Created, 2), (result.Status, result.Version));
        Assert.NotEmpty(result.Warnings);
        Assert.All(result.Warnings, warning => Assert.StartsWith("versions[0].content", warning.Field, StringComparison.Ordinal));
        EntryVersion old = (await fixture.Catalog.GetAsync(Key, VersionSelector.ForVersion(1), Token))!;
        Assert.IsType<RenderResult.Unusable>(Checks.Renderer().Render(old, default, TestContext.Current.CancellationToken));
        Assert.IsType<RenderResult.Rendered>(
            Checks.Renderer().Render(fixture.Catalog.Find(Key)!.Current, default, TestContext.Current.CancellationToken));
        Assert.NotEmpty((await fixture.Catalog.GetDocumentAsync(Key, VersionSelector.ForVersion(1), Token))!.Text);
        Assert.NotNull(await fixture.History.DiffAsync(Key, VersionSelector.ForVersion(1), VersionSelector.ForVersion(2), Token));
        Assert.IsType<WriteResult.Invalid>(await fixture.Writer.SetLabelAsync(Key, "production", 1, LabelCondition.None, null, Token));
        Assert.IsType<WriteResult.Invalid>(await fixture.Writer.SetLabelAsync(Key, "staging", 1, LabelCondition.None, null, Token));
        Assert.Equal(2, fixture.Catalog.Find(Key)!.Current.Number);
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task Import_WhenALabelOrEverybodyWouldGetTheUnsoundOne_IsRefused(string body)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        ImportLineResult labelled = await ImportAsync(fixture, """{"production":2,"staging":1}""", body, Sound);
        ImportLineResult produced = await ImportAsync(fixture, """{"production":1}""", body, Sound);
        ImportLineResult latest = await ImportAsync(fixture, "{}", Sound, body);

        Assert.All([labelled, produced, latest], result => Assert.Equal(ImportStatus.Refused, result.Status));
        Assert.All(
            labelled.Errors.Concat(produced.Errors),
            error => Assert.StartsWith("versions[0].content", error.Field, StringComparison.Ordinal));
        Assert.All(latest.Errors, error => Assert.StartsWith("versions[1].content", error.Field, StringComparison.Ordinal));
        Assert.All(latest.Errors, error => Assert.StartsWith("Version 2: ", error.Message, StringComparison.Ordinal));
        Assert.Null(fixture.Catalog.Find(Key));
    }

    [Fact]
    public async Task Import_OfAnArchivedEntry_TakesItAsItIs_AndRestoringItIsRefused()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        string unsound = Unsound().First().Data;

        ImportLineResult result = await ImportAsync(fixture, """{"production":1}""", isArchived: true, unsound, Sound);
        WriteResult restored = await fixture.Writer.RestoreAsync(Key, null, Token);
        WriteResult continued = await fixture.CreateAsync(Key, "Fine.");

        Assert.Equal(ImportStatus.Created, result.Status);
        Assert.StartsWith(
            "Version 1: ", Assert.Single(Assert.IsType<WriteResult.Invalid>(restored).Errors).Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<WriteResult.Written>(continued).State.Current.Number);
    }

    [Fact]
    public async Task Import_Again_ChangesNothing_AndExportsTheSame()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        string unsound = Unsound().First().Data;

        await ImportAsync(fixture, """{"production":2}""", unsound, Sound);
        ImportLineResult again = await ImportAsync(fixture, """{"production":2}""", unsound, Sound);
        CatalogFixture copy = await CatalogFixture.CreateAsync();
        using var exported = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> line in fixture.Transfer.ExportAsync(Token))
        {
            exported.Write(line.Span);
        }

        exported.Position = 0;
        ImportLineResult copied = Assert.Single(
            await copy.Transfer.ImportAsync(exported, null, mayPublish: true, Token).ToArrayAsync(Token));

        Assert.Equal(ImportStatus.Unchanged, again.Status);
        Assert.Equal(ImportStatus.Created, copied.Status);
        Assert.Single(copied.Warnings);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<ImportLineResult> ImportAsync(CatalogFixture fixture, string labels, params string[] bodies) =>
        ImportAsync(fixture, labels, isArchived: false, bodies);

    private static async Task<ImportLineResult> ImportAsync(CatalogFixture fixture, string labels, bool isArchived, params string[] bodies)
    {
        string versions = string.Join(',', bodies.Select((body, index) =>
            $$"""{"version":{{index + 1}},"description":"D.","tags":[],"content":{{body}},"created_at":"2026-01-01T00:00:00Z"}"""));
        string line =
            """{"namespace":"general","name":"imported","kind":"prompt","archived":"""
                + $$"""{{(isArchived ? "true" : "false")}},"labels":{{labels}},"versions":[{{versions}}]}""";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(line));
        return Assert.Single(await fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token).ToArrayAsync(Token));
    }
}
