using Microsoft.Extensions.Options;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Search;
using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Commands.Checks;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Tests.Commands.Checks;

/// <summary>The checks that work on the content directory, on a copy, on stores and models.</summary>
public sealed class InstallationChecksTests(TrialContent content) : IClassFixture<TrialContent>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Content_WhenFileIsBroken_NamesFileAndLine()
    {
        string general = Directory.CreateDirectory(Path.Combine(_directory, "prompts", "general")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(general, "hello.md"), "---\ndescription: Greets.\ntpye: text\n---\nuser:\nHello\n", Cancellation);
        await using TrialInstallation empty = await TrialInstallation.CreateAsync(Cancellation);

        await FailsAsync(Content(empty, _directory), "prompts/general/hello.md:3");
    }

    [Fact]
    public async Task Content_WhenFilesWereNeverImported_NamesThem()
    {
        await using TrialInstallation empty = await TrialInstallation.CreateAsync(Cancellation);

        await FailsAsync(Content(empty, TrialContent.Directory), "workflows/questionnaire_to_contract");
    }

    [Fact]
    public async Task Content_WhenExamplesWereNeverLoaded_SaysHowMany()
    {
        await using TrialInstallation trial = await TrialInstallation.CreateAsync(Cancellation);
        await trial.Get<ContentLoader>().LoadAsync(TrialContent.Directory, Cancellation);

        await FailsAsync(Content(trial, TrialContent.Directory), "0 of ");
    }

    [Fact]
    public async Task Update_WhenContentIsShipped_LeavesTheSourceAlone()
    {
        await using TrialInstallation shipped = await content.CopyAsync();
        long before = shipped.Get<PromptCatalog>().Position;

        string seen = await new UpdateCheck(shipped.Get<CatalogTransfer>(), shipped.Get<ILeagueStore>()).RunAsync(Cancellation);

        Assert.Contains("from version 1 to 2", seen, StringComparison.Ordinal);
        Assert.Equal(before, shipped.Get<PromptCatalog>().Position);
        Assert.Equal(1, shipped.Get<PromptCatalog>().Find(MainWorkflow.Extraction)!.LatestVersion);
    }

    [Fact]
    public async Task Update_WhenPromptIsMissing_Fails()
    {
        await using TrialInstallation empty = await TrialInstallation.CreateAsync(Cancellation);

        await FailsAsync(new UpdateCheck(empty.Get<CatalogTransfer>(), empty.Get<ILeagueStore>()), "extract_questionnaire");
    }

    [Fact]
    public async Task Execution_WhenContentIsShipped_RunsEverySample()
    {
        await using TrialInstallation shipped = await content.CopyAsync();

        string seen = await Execution(shipped).RunAsync(Cancellation);

        Assert.All(
            Directory.EnumerateFiles(Path.Combine(TrialContent.Directory, "samples")),
            file => Assert.Contains(Path.GetFileName(file), seen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Execution_WhenASettingIsSpoiled_NamesTheStage()
    {
        await using TrialInstallation spoiled = await content.CopyWithAsync(
            new EntryKey("components", "scoring_weights"), """{"format_version":1,"data":{}}""");

        await FailsAsync(Execution(spoiled), "score");
    }

    [Fact]
    public async Task Storage_WhenMigrationIsMissing_NamesIt()
    {
        await using SqliteDatabase database = await SqliteDatabase.OpenAsync(
            new SqliteOptions { Path = Path.Combine(_directory, "test.db") }, Cancellation);
        await using TrialInstallation trial = await TrialInstallation.CreateAsync(Cancellation);
        var check = new StorageCheck(
            database,
            trial.Get<ICatalogStore>(),
            trial.Get<PromptCatalog>(),
            trial.Get<IExecutionReader>(),
            trial.Get<ILeagueStore>(),
            trial.Get<IEmbeddingStore>());
        Assert.Contains("schema complete", await check.RunAsync(Cancellation), StringComparison.Ordinal);

        await database.WriteAsync(
            (session, token) => session.RunScriptAsync("DELETE FROM schema_migrations WHERE name LIKE '0010%'", token), Cancellation);

        await FailsAsync(check, "0010_execution");
    }

    [Fact]
    public async Task Storage_WhenDatabaseIsClosed_ThrowsWhichTheSuiteReports()
    {
        SqliteDatabase database = await SqliteDatabase.OpenAsync(
            new SqliteOptions { Path = Path.Combine(_directory, "closed.db") }, Cancellation);
        await database.DisposeAsync();
        await using TrialInstallation trial = await TrialInstallation.CreateAsync(Cancellation);
        var check = new StorageCheck(
            database,
            trial.Get<ICatalogStore>(),
            trial.Get<PromptCatalog>(),
            trial.Get<IExecutionReader>(),
            trial.Get<ILeagueStore>(),
            trial.Get<IEmbeddingStore>());

        ValidationReport report = await new ValidationSuite(
            [check, new ModelCheck(Offline(), Options.Create(new InferenceOptions()))]).RunAsync(Cancellation);

        Assert.False(report.IsPassed);
        Assert.Equal([false, true], report.Checks.Select(result => result.IsPassed));
        Assert.Contains(nameof(ObjectDisposedException), report.Checks[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_WhenAliasHasNoProvider_NamesIt()
    {
        var options = new InferenceOptions
        {
            Provider = InferenceProvider.OpenAI,
            DefaultModel = "offline/any",
            Aliases = { ["fast"] = "nowhere/small" }
        };
        using var models = new ModelDirectory(options, [new OfflineModelProvider()]);

        await FailsAsync(new ModelCheck(models, Options.Create(options)), "fast");
    }

    [Fact]
    public async Task Model_WhenOffline_SaysWhichVariableChangesIt()
    {
        using ModelDirectory models = Offline();

        Assert.Contains(
            "OPENAI_API_KEY",
            await new ModelCheck(models, Options.Create(new InferenceOptions())).RunAsync(Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suite_WhenItHasNoCheck_DoesNotPass() => Assert.False((await new ValidationSuite([]).RunAsync(Cancellation)).IsPassed);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ModelDirectory Offline() =>
        new(new InferenceOptions { Provider = InferenceProvider.Offline }, [new OfflineModelProvider()]);

    private static ContentCheck Content(TrialInstallation trial, string directory) =>
        new(trial.Get<ICatalogStore>(), trial.Get<ILeagueStore>(), Options.Create(new ContentOptions { Path = directory }));

    private static ExecutionCheck Execution(TrialInstallation trial) =>
        new(trial.Get<CatalogTransfer>(), trial.Get<ILeagueStore>(), Options.Create(new ContentOptions { Path = TrialContent.Directory }));

    private static async Task FailsAsync(IValidationCheck check, string naming)
    {
        var failure = await Assert.ThrowsAsync<ValidationFailedException>(() => check.RunAsync(Cancellation));

        Assert.Contains(naming, failure.Message, StringComparison.Ordinal);
    }
}
