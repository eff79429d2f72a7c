using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Catalog;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows;

/// <summary>What a workflow uses cannot be taken from under it.</summary>
public sealed class DependentsTests
{
    private static readonly EntryKey Echo = new("components", "echo");
    private static readonly EntryKey Answer = new("components", "answer");
    private static readonly EntryKey Main = new("workflows", "main");

    [Fact]
    public async Task Archive_WhenARecipeUsesTheEntry_IsRefusedAndNamesTheRecipe()
    {
        CatalogFixture fixture = await CreateAsync("echo");

        WriteResult refused = await fixture.Writer.ArchiveAsync(Echo, null, Token);

        Assert.Contains("recipe workflows/main", Reason(refused), StringComparison.Ordinal);
        Assert.False(fixture.Catalog.Find(Echo)!.IsArchived);
    }

    [Fact]
    public async Task Archive_WhenTheRecipeIsArchivedBefore_OrAsksForAnExactVersion_IsWritten()
    {
        CatalogFixture archived = await CreateAsync("echo");
        await archived.Writer.ArchiveAsync(Main, null, Token);
        CatalogFixture pinned = await CreateAsync("echo@1");

        Assert.IsType<WriteResult.Written>(await archived.Writer.ArchiveAsync(Echo, null, Token));
        Assert.IsType<WriteResult.Written>(await pinned.Writer.ArchiveAsync(Echo, null, Token));
    }

    [Fact]
    public async Task RemoveLabel_WhenARecipeAsksForIt_IsRefused_AndOtherLabelsAreFree()
    {
        CatalogFixture fixture = await CreateAsync("echo@stable");
        await fixture.Writer.SetLabelAsync(Echo, "other", 1, LabelCondition.None, null, Token);

        WriteResult refused = await fixture.Writer.RemoveLabelAsync(Echo, "stable", LabelCondition.None, null, Token);
        WriteResult removed = await fixture.Writer.RemoveLabelAsync(Echo, "other", LabelCondition.None, null, Token);

        Assert.Contains("recipe workflows/main", Reason(refused), StringComparison.Ordinal);
        Assert.IsType<WriteResult.Written>(removed);
    }

    [Fact]
    public async Task SetLabel_WhenTheVersionDoesNotFitTheRecipeThatFollowsIt_IsRefused()
    {
        CatalogFixture fixture = await CreateAsync("echo@stable");
        await fixture.Writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = Echo,
                Content = Json(
                """{"type":"test.echo","input_schema":{"type":"object","required":["n"]}}"""),
                Labels = []
            }, Token);

        WriteResult refused = await fixture.Writer.SetLabelAsync(Echo, "stable", 2, LabelCondition.None, null, Token);

        Assert.Contains("'n' is required", Reason(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_OfASchemaThatAPromptAnswersBy_IsRefused()
    {
        CatalogFixture fixture = await CreateAsync("echo");
        await WriteAsync(fixture, Answer, EntryKind.Schema, """{"type":"object","description":"An answer."}""");
        await fixture.CreateAsync(
            new EntryKey("general", "ask"), "---\ndescription: Asks.\noutput_schema: components/answer\n---\nuser:\nHello\n");

        WriteResult refused = await fixture.Writer.ArchiveAsync(Answer, null, Token);

        Assert.Contains("prompt general/ask", Reason(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WhenALineRefersToALaterOne_IsWritten_AndWhatABrokenLineTakesAlongIsRefused()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(null, Validator());
        const string Content = """{"input_schema":{"type":"object"},"output":{},"stages":""";
        byte[] lines = Encoding.UTF8.GetBytes($$$"""
            {"namespace":"workflows","name":"main","kind":"recipe","content":{{{Content}}}[{"id":"a","uses":"echo"}]}}
            {"namespace":"workflows","name":"lost","kind":"recipe","content":{{{Content}}}[{"id":"a","uses":"alien"}]}}
            {"namespace":"components","name":"alien","kind":"operation","content":{"type":"alien.type"}}
            {"namespace":"components","name":"echo","kind":"operation","content":{"type":"test.echo"}}
            """);
        using var stream = new MemoryStream(lines);

        List<ImportLineResult> results = [];
        await foreach (ImportLineResult result in fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token))
        {
            results.Add(result);
        }

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Refused, ImportStatus.Refused, ImportStatus.Created],
            results.Select(result => result.Status));
    }

    [Fact]
    public async Task Update_OfWhatNoRecipeUses_LinksNoRecipeAgain()
    {
        CatalogFixture fixture = await CreateAsync("echo");
        var counting = new CountingReader(fixture.Catalog);
        WorkflowValidator validator = Validator();
        EntryVersion unrelated = fixture.Catalog.Find(Main)!.Current with { Key = new EntryKey("general", "new"), Kind = EntryKind.Config };
        await validator.ValidateAsync(new CatalogEdit(counting, counting, [new EntryEdit(unrelated.Key)]), Token);
        int first = counting.VersionsRead;

        await validator.ValidateAsync(new CatalogEdit(counting, counting, [new EntryEdit(unrelated.Key)]), Token);

        Assert.True(first > 0);
        Assert.Equal(first, counting.VersionsRead);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WorkflowValidator Validator() => new(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string Reason(WriteResult result) => Assert.Single(Assert.IsType<WriteResult.Invalid>(result).Errors).Message;

    private static async Task<CatalogFixture> CreateAsync(string uses)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(null, Validator());
        await WriteAsync(fixture, Echo, EntryKind.Operation, """{"type":"test.echo"}""", "production", "stable");
        await WriteAsync(
            fixture,
            Main,
            EntryKind.Recipe,
            $$"""{"input_schema":{"type":"object"},"output":{},"stages":[{"id":"a","uses":"{{uses}}"}]}""");
        return fixture;
    }

    private static async Task WriteAsync(CatalogFixture fixture, EntryKey key, EntryKind kind, string content, params string[] labels) =>
        Assert.IsType<WriteResult.Written>(await fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = key, Kind = kind, Content = Json(content), Labels = labels.Length == 0 ? null : [.. labels] },
            Token));

    private sealed class CountingReader(ICatalogReader inner) : ICatalogReader
    {
        public int VersionsRead { get; private set; }

        public long Position => inner.Position;

        public EntrySet Entries => inner.Entries;

        public EntryState? Find(EntryKey key) => inner.Find(key);

        public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken)
        {
            VersionsRead++;
            return inner.GetAsync(key, selector, cancellationToken);
        }

        public IDisposable Subscribe(Action<EntryState> applied) => inner.Subscribe(applied);
    }
}
