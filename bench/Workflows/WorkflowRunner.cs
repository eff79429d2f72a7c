using System.Text.Json;

using PromptIntel.Bench.Speed;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Leagues.Examples;

namespace PromptIntel.Bench.Workflows;

/// <summary>A new installation in this process, in memory, with the shipped content and no language model.</summary>
internal sealed class WorkflowRunner : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Installation _installation;

    private WorkflowRunner(Installation installation) => _installation = installation;

    public static async Task<WorkflowRunner> StartAsync(string content)
    {
        var runner = new WorkflowRunner(await Installation.OpenAsync(directory: null));
        ContentReport report = await runner._installation.Get<ContentLoader>().LoadAsync(content, CancellationToken.None);

        if (!report.Errors.IsEmpty)
        {
            throw new InvalidOperationException($"The content has errors: {string.Join("; ", report.Errors)}");
        }

        JsonElement schema = runner._installation.Catalog.Find(new EntryKey("components", "league_example"))!.Current.Body;
        await runner._installation.Get<LeagueExampleLoader>().LoadAsync(
            Path.Combine(content, "examples"), schema, CancellationToken.None);
        runner._installation.StartEngine();
        return runner;
    }

    /// <summary>The output; undefined when there is none, with the reason.</summary>
    public async Task<(JsonElement Output, string? Problem)> RunAsync(string workflow, JsonElement input)
    {
        Executions executions = _installation.Get<Executions>();
        StartResult start = await executions.StartAsync(
            new StartExecution { Workflow = new EntryKey("workflows", workflow), Input = input }, CancellationToken.None);

        if (start is not StartResult.Started { Id: var id })
        {
            return (default, $"does not start: {start}");
        }

        ExecutionRecord? ended = await executions.WaitAsync(id, Patience, CancellationToken.None);
        return ended is { Output: { } output } ? (output, null) : (default, $"{ended?.Status}: {ended?.Error}");
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();
}
