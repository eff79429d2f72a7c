using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>Plays the engine for a planner: keeps results and what runs, and refuses a start that breaks a rule.</summary>
internal sealed class PlannerRun(Manifest manifest, JsonElement input)
{
    private readonly List<StageResult> _results = [];
    private readonly List<(string Path, string ItemKey)> _running = [];
    private readonly HashSet<(string Path, string ItemKey)> _started = [];

    public IReadOnlyList<StageResult> Results => _results;

    public IReadOnlyList<(string Path, string ItemKey)> Running => _running;

    /// <summary>What was asked for, in order, as <c>path#item</c>.</summary>
    public List<string> Log { get; } = [];

    public Dictionary<string, JsonElement> Inputs { get; } = [];

    public PlannerDecision Next() => Planner.Next(manifest, input, _results, _running);

    /// <summary>Commits what ended and starts what is ready.</summary>
    public PlannerDecision Advance()
    {
        PlannerDecision decision = Next();
        _results.AddRange(decision.Ended);

        foreach (StageInvocation invocation in decision.Ready)
        {
            Assert.True(
                _started.Add((invocation.Stage.Path, invocation.ItemKey)),
                $"{invocation.Stage.Path}#{invocation.ItemKey} was started twice");
            _running.Add((invocation.Stage.Path, invocation.ItemKey));
            Log.Add(invocation.ItemKey.Length == 0 ? invocation.Stage.Path : $"{invocation.Stage.Path}#{invocation.ItemKey}");
            Inputs[Log[^1]] = invocation.Input;
        }

        return decision;
    }

    public void End(string path, string itemKey = "", StageStatus status = StageStatus.Succeeded, string output = "{}")
    {
        _results.RemoveAll(result => result.Path == path && result.ItemKey == itemKey && result.Status == StageStatus.Waiting);
        _running.Remove((path, itemKey));
        _results.Add(new StageResult
        {
            Path = path,
            ItemKey = itemKey,
            Status = status,
            Output = status == StageStatus.Failed ? null : JsonElement.Parse(output),
            Error = status == StageStatus.Failed ? new ExecutionError("broken", null, "It broke.") : null,
        });
    }

    /// <summary>Forgets what runs, as a crash does.</summary>
    public void Crash()
    {
        _running.ForEach(run => _started.Remove(run));
        _running.Clear();
    }
}
