using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Mail;
using PromptIntel.Core.Records;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>A new installation without a language model: the shipped content, the real engine, stores in memory.</summary>
public sealed class OfflineWorkflow : IAsyncLifetime
{
    /// <summary>Before every date that the samples ask for, so that no draft depends on the day of the test.</summary>
    public const string AsOf = "2026-02-10";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddPromptIntelCatalog()
        .AddPromptIntelWorkflows()
        .AddPromptSearch()
        .AddDocuments()
        .AddLeagues()
        .AddMail()
        .AddSolving()
        .AddRecords()
        .AddContracts()
        .AddSingleton<IModelDirectory>(_ => new ModelDirectory(
            new InferenceOptions { Provider = InferenceProvider.Offline }, [new OfflineModelProvider()]))
        .AddExecution()
        .BuildServiceProvider();

    private Task _running = Task.CompletedTask;

    public JsonSchemaValidator Validator => _services.GetRequiredService<JsonSchemaValidator>();

    public CatalogWriter Writer => _services.GetRequiredService<CatalogWriter>();

    public ICatalogReader Catalog => _services.GetRequiredService<PromptCatalog>();

    private static string Content { get; } = Path.Combine(SourceTree.Root, "content");

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _services.GetRequiredService<PromptCatalog>().LoadAsync(cancellation);
        ContentReport report = await _services.GetRequiredService<ContentLoader>().LoadAsync(Content, cancellation);
        Assert.Empty(report.Errors);
        JsonElement schema = Catalog.Find(new EntryKey("components", "league_example"))!.Current.Body;
        await _services.GetRequiredService<LeagueExampleLoader>().LoadAsync(Path.Combine(Content, "examples"), schema, cancellation);
        _running = _services.GetRequiredService<ExecutionEngine>().RunAsync(_stopping.Token);
    }

    public Task<OfflineRun> RunAsync(string text) =>
        RunAsync("questionnaire_to_contract", new { questionnaire_text = text, as_of_date = AsOf });

    public async Task<OfflineRun> RunAsync(string workflow, object input)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Executions executions = _services.GetRequiredService<Executions>();
        var request = new StartExecution
        {
            Workflow = new EntryKey("workflows", workflow),
            Input = JsonSerializer.SerializeToElement(input),
        };
        var started = Assert.IsType<StartResult.Started>(await executions.StartAsync(request, cancellation));
        ExecutionRecord ended = (await executions.WaitAsync(started.Id, TimeSpan.FromMinutes(2), cancellation))!;
        ExecutionDetails details = (await executions.GetAsync(started.Id, cancellation))!;
        ArtifactContent? page = await _services.GetRequiredService<IExecutionReader>().FindArtifactAsync(
            started.Id, "contract.html", cancellation);
        return new OfflineRun(ended, details, page is null ? "" : Encoding.UTF8.GetString(page.Content.Span));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _services.DisposeAsync();
        _stopping.Dispose();
    }
}

/// <param name="Page">The artifact <c>contract.html</c>.</param>
public sealed record OfflineRun(ExecutionRecord Execution, ExecutionDetails Details, string Page)
{
    public JsonElement Output => Execution.Output!.Value;

    public JsonElement Facts => Output.GetProperty("facts");

    public string Contract => Output.GetProperty("contract").GetString()!;

    public JsonElement StageOutput(string stage) => Details.Stages.Single(item => item.Path == stage).Result!.Output!.Value;
}
