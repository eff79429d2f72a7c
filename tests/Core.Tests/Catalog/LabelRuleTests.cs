using System.Collections.Immutable;
using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>"Nobody moves production on Fridays" is one class, asked at every door.</summary>
public sealed class LabelRuleTests : IDisposable
{
    private static readonly EntryKey Key = new("general", "greeting");

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;
    private readonly NoFridays _rule = new();

    [Fact]
    public async Task Create_IsRefused_AndStagingIsNot()
    {
        CatalogFixture fixture = await StartAsync();

        AssertRefused(await fixture.CreateAsync(new EntryKey("general", "new"), "x"), LabelDoor.Create, null, 1);

        await WrittenAsync(fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = new EntryKey("general", "new"), Content = CatalogFixture.Text("x"), Labels = ["staging"] },
            Token));
    }

    [Fact]
    public async Task Update_IsRefused_AndTheCandidateIsNot()
    {
        CatalogFixture fixture = await StartAsync();

        AssertRefused(await fixture.UpdateAsync(Key, "three"), LabelDoor.Update, 2, 3);

        await WrittenAsync(fixture.Writer.UpdateAsync(
            new UpdateEntryRequest { Key = Key, Content = CatalogFixture.Text("three"), MayPublish = false }, Token));
    }

    [Fact]
    public async Task Update_WithSuggestionsAlone_IsRefused()
    {
        CatalogFixture fixture = await StartAsync();

        AssertRefused(
            await fixture.Writer.UpdateAsync(new UpdateEntryRequest { Key = Key, Suggestions = ["shorter"] }, Token),
            LabelDoor.Update,
            2,
            3);
    }

    [Fact]
    public async Task SetLabel_IsRefused_AndAnotherLabelIsNot()
    {
        CatalogFixture fixture = await StartAsync();

        AssertRefused(
            await fixture.Writer.SetLabelAsync(Key, "production", 1, LabelCondition.None, "ann", Token), LabelDoor.SetLabel, 2, 1);
        Assert.Equal(("ann", EntryKind.Prompt, true), (_rule.Refused!.Author, _rule.Refused.Kind, _rule.Refused.MayPublish));

        await WrittenAsync(fixture.Writer.SetLabelAsync(Key, "staging", 2, LabelCondition.None, null, Token));
        Assert.IsType<WriteResult.Unchanged>(await fixture.Writer.SetLabelAsync(Key, "production", 2, LabelCondition.None, null, Token));
    }

    [Fact]
    public async Task RemoveLabel_IsAsked()
    {
        CatalogFixture fixture = await StartAsync();
        _rule.Guarded = "staging";
        await WrittenAsync(fixture.Writer.SetLabelAsync(Key, "canary", 1, LabelCondition.None, null, Token));

        AssertRefused(
            await fixture.Writer.RemoveLabelAsync(Key, "staging", LabelCondition.None, null, Token), LabelDoor.RemoveLabel, 1, null);

        await WrittenAsync(fixture.Writer.RemoveLabelAsync(Key, "canary", LabelCondition.None, null, Token));
    }

    [Fact]
    public async Task Import_OfAuthoredLines_RefusesTheLine_AndTakesTheOthers()
    {
        CatalogFixture fixture = await StartAsync();

        ImportLineResult[] results = await ImportAsync(
            fixture,
            """{"namespace":"general","name":"new","content":"x"}""",
            """{"namespace":"general","name":"staged","content":"x","labels":["staging"]}""",
            """{"namespace":"general","name":"greeting","content":"three"}""");

        Assert.Equal([ImportStatus.Refused, ImportStatus.Created, ImportStatus.Refused], results.Select(result => result.Status));
        Assert.Equal(new EntryError("labels.production", NoFridays.Reason), Assert.Single(results[0].Errors));
        Assert.Equal((LabelDoor.Import, 2, 3), (_rule.Refused!.Door, _rule.Refused.From, _rule.Refused.To));
    }

    [Theory]
    [InlineData("new", 1)]
    [InlineData("greeting", 3)]
    public async Task Import_OfAnExportedLine_IsRefused(string name, int versions)
    {
        CatalogFixture fixture = await StartAsync();

        ImportLineResult result = Assert.Single(await ImportAsync(fixture, Exported(name, versions)));

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Equal((LabelDoor.Import, versions), (_rule.Refused!.Door, _rule.Refused.To));
    }

    [Fact]
    public async Task Content_WaitsAsCandidate()
    {
        CatalogFixture fixture = await StartAsync();
        Write("new.md", "Hello.");

        ContentReport first = await fixture.Loader.LoadAsync(_directory, Token);
        ContentReport again = await fixture.Loader.LoadAsync(_directory, Token);

        EntryKey key = new("general", "new");
        Assert.Equal([key], first.Diverged);
        Assert.Equal((1, LabelDoor.Content), (fixture.Catalog.Find(key)!.Labels["candidate"], _rule.Refused!.Door));
        Assert.Equal(1, again.Unchanged);
        _rule.IsFriday = false;
        await WrittenAsync(fixture.Writer.SetLabelAsync(key, "production", 1, LabelCondition.None, null, Token));
        _rule.IsFriday = true;
        Write("new.md", "Good morning.");
        ContentReport edited = await fixture.Loader.LoadAsync(_directory, Token);
        Assert.Equal([key], edited.Diverged);
        Assert.Equal((1, 2), (fixture.Catalog.Find(key)!.Current.Number, fixture.Catalog.Find(key)!.Labels["candidate"]));
    }

    [Fact]
    public async Task Content_WhenTheCandidateMayNotMoveEither_IsReported()
    {
        CatalogFixture fixture = await StartAsync();
        _rule.Guarded = null;
        Write("new.md", "Hello.");

        ContentReport report = await fixture.Loader.LoadAsync(_directory, Token);

        Assert.Equal(NoFridays.Reason, Assert.Single(report.Errors).Message);
        _rule.IsFriday = false;
        Assert.Single((await fixture.Loader.LoadAsync(_directory, Token)).Created);
    }

    [Fact]
    public async Task Restore_OfAnArchivedEntry_IsRefused_AndSoIsANewVersionOfIt()
    {
        CatalogFixture fixture = await StartAsync();
        await WrittenAsync(fixture.Writer.ArchiveAsync(Key, null, Token));

        AssertRefused(await fixture.Writer.RestoreAsync(Key, null, Token), LabelDoor.Restore, null, 2);
        AssertRefused(await fixture.CreateAsync(Key, "three"), LabelDoor.Create, null, 3);

        Assert.True(fixture.Catalog.Find(Key)!.IsArchived);
        _rule.IsFriday = false;
        await WrittenAsync(fixture.Writer.RestoreAsync(Key, null, Token));
    }

    [Fact]
    public async Task Suggestions_MoveNothing_AndAreNotAsked()
    {
        CatalogFixture fixture = await StartAsync();

        await WrittenAsync(fixture.Writer.SuggestAsync(Key, ["shorter"], null, Token));

        Assert.Null(_rule.Refused);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Two versions, the second in production, the first staged; then it becomes Friday.</summary>
    private async Task<CatalogFixture> StartAsync()
    {
        _rule.IsFriday = false;
        CatalogFixture fixture = await CatalogFixture.CreateAsync(null, [], [_rule]);
        await WrittenAsync(fixture.CreateAsync(Key, "one"));
        await WrittenAsync(fixture.UpdateAsync(Key, "two"));
        await WrittenAsync(fixture.Writer.SetLabelAsync(Key, "staging", 1, LabelCondition.None, null, Token));
        _rule.IsFriday = true;
        return fixture;
    }

    private void AssertRefused(WriteResult result, LabelDoor door, int? from, int? to)
    {
        Assert.Equal(NoFridays.Reason, Assert.IsType<WriteResult.PublishForbidden>(result).Reason);
        Assert.Equal((door, from, to), (_rule.Refused!.Door, _rule.Refused.From, _rule.Refused.To));
    }

    private static async Task WrittenAsync(Task<WriteResult> write) => Assert.IsType<WriteResult.Written>(await write);

    private static string Exported(string name, int versions) => Encoding.UTF8.GetString(ArchiveJson.Write(new EntryArchive
    {
        Key = new EntryKey("general", name),
        Kind = EntryKind.Prompt,
        Versions = [.. new[] { "one", "two", "three" }.Take(versions).Select((text, index) => Draft(text).ToVersion(
            new EntryKey("general", name), index + 1, VersionSource.Api, DateTimeOffset.UnixEpoch, null, null))],
        Labels = ImmutableDictionary<string, int>.Empty.Add("production", versions),
        Suggestions = [],
    }).Span);

    private static EntryDraft Draft(string text) =>
        new(
            EntryKind.Prompt,
            "",
            [],
            new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", text)] }.ToJson());

    private static async Task<ImportLineResult[]> ImportAsync(CatalogFixture fixture, params string[] lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return await fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token).ToArrayAsync(Token);
    }

    private void Write(string name, string text)
    {
        string folder = Path.Combine(_directory, "prompts", "general");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), $"---\ndescription: A greeting.\n---\nuser:\n{text}\n");
    }

    /// <summary>The whole of a rule that an installation would register.</summary>
    private sealed class NoFridays : ILabelRule
    {
        public const string Reason = "Nobody moves production on Fridays.";

        public bool IsFriday { get; set; } = true;

        /// <summary>Null guards every label.</summary>
        public string? Guarded { get; set; } = "production";

        public LabelMove? Refused { get; private set; }

        public LabelDecision Decide(LabelMove move)
        {
            Assert.True(move.At > DateTimeOffset.UnixEpoch);
            if (!IsFriday || (Guarded is not null && Guarded != move.Label))
            {
                return new LabelDecision.Allowed();
            }

            Refused = move;
            return new LabelDecision.Refused(Reason);
        }
    }
}
