using System.Collections.Immutable;
using System.Diagnostics;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Installation;

/// <summary>A workflow that cannot run as the catalog stands, with the reasons.</summary>
public sealed record BrokenWorkflow(EntryKey Key, ImmutableArray<string> Reasons);

/// <summary>What a build came to. <paramref name="Content"/> is null where there is no content directory.</summary>
public sealed record BuildReport(
    string? Directory, ContentReport? Content, LeagueExampleLoad? Examples, int Workflows, ImmutableArray<BrokenWorkflow> BrokenWorkflows,
    RebuildSummary? Index, TimeSpan Duration)
{
    public bool IsClean =>
        BrokenWorkflows.IsEmpty && Content is null or { Errors.IsEmpty: true } && Examples is null or { Errors.IsEmpty: true };
}

/// <summary>
/// Fills the store and the index from the content files: imports what is new, pins every workflow, embeds what changed. Idempotent;
/// runs at every start and on request, one at a time.
/// </summary>
public sealed class InstallationBuild(
    PromptCatalog catalog, ContentLoader content, LeagueExampleLoader examples, ManifestBuilder manifests, EmbeddingLibrary embeddings,
    IOptions<ContentOptions> options,
    ILogger<InstallationBuild> logger) : IDisposable
{
    private static readonly EntryKey ExampleSchema = new("components", "league_example");

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>The last one of this process; null before the first.</summary>
    public BuildReport? Last { get; private set; }

    /// <summary>Everything, and the vectors learned anew.</summary>
    public async Task<BuildReport> RunAsync(CancellationToken cancellationToken) =>
        await await BeginAsync(rebuildsIndex: true, cancellationToken);

    /// <summary>
    /// Returns as soon as the content is there; its result ends when the workflows are pinned and <see cref="Last"/> is set.
    /// </summary>
    /// <param name="rebuildsIndex">At start-up the vectors are restored or follow in the background.</param>
    public async Task<Task<BuildReport>> BeginAsync(bool rebuildsIndex, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);

        try
        {
            long start = Stopwatch.GetTimestamp();
            string? directory = options.Value.Locate();
            ContentReport? report = directory is null ? null : await content.LoadAsync(directory, cancellationToken);
            LeagueExampleLoad? leagues = await LoadExamplesAsync(directory, cancellationToken);
            return Task.Run(() => FinishAsync(directory, report, leagues, rebuildsIndex, start, cancellationToken), CancellationToken.None);
        }
        catch
        {
            _oneAtATime.Release();
            throw;
        }
    }

    private async Task<BuildReport> FinishAsync(
        string? directory, ContentReport? report, LeagueExampleLoad? leagues, bool rebuildsIndex, long start,
        CancellationToken cancellationToken)
    {
        try
        {
            (int workflows, ImmutableArray<BrokenWorkflow> broken) = await PinWorkflowsAsync(cancellationToken);
            RebuildSummary? index = rebuildsIndex ? await embeddings.RebuildAsync(cancellationToken) : null;
            return Last = new BuildReport(directory, report, leagues, workflows, broken, index, Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Null where there is nothing to load from.</summary>
    private async Task<LeagueExampleLoad?> LoadExamplesAsync(string? directory, CancellationToken cancellationToken) =>
        directory is not null && await catalog.GetAsync(ExampleSchema, default, cancellationToken) is { } schema
            ? await examples.LoadAsync(Path.Combine(directory, "examples"), schema.Body, cancellationToken)
            : null;

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Resolves the closure of every workflow, which also fills the caches that its first run would fill.</summary>
    private async Task<(int Count, ImmutableArray<BrokenWorkflow> Broken)> PinWorkflowsAsync(CancellationToken cancellationToken)
    {
        var broken = ImmutableArray.CreateBuilder<BrokenWorkflow>();
        EntryState[] workflows =
            [.. catalog.Entries.Where(state => state.Kind is EntryKind.Recipe or EntryKind.Solver).OrderBy(state => state.Key)];

        foreach (EntryState workflow in workflows)
        {
            if (await FindBrokenAsync(workflow.Key, cancellationToken) is { } found)
            {
                broken.Add(found);
            }
        }

        return (workflows.Length, broken.ToImmutable());
    }

    private async Task<BrokenWorkflow?> FindBrokenAsync(EntryKey workflow, CancellationToken cancellationToken)
    {
        try
        {
            if (await manifests.BuildAsync(workflow, default, cancellationToken) is not ManifestResult.Refused { Errors: var errors })
            {
                return null;
            }

            var broken = new BrokenWorkflow(workflow, [.. errors.Select(error => error.ToString())]);
            Log.BrokenWorkflow(logger, workflow, string.Join("; ", broken.Reasons));
            return broken;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, one workflow must not keep the others from being served; its first execution builds it again.
            Log.WorkflowNotBuilt(logger, workflow, exception);
            return new BrokenWorkflow(workflow, [$"It could not be built: {exception.GetType().Name}."]);
        }
    }
}
