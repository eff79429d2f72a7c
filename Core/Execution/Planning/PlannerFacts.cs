namespace PromptIntel.Core.Execution.Planning;

/// <summary>What is known of an execution, by node and item key, and what one planning pass adds to it.</summary>
internal sealed class PlannerFacts
{
    private readonly StageResult?[] _plain;
    private readonly IReadOnlyCollection<(string Path, string ItemKey)> _running;
    private readonly HashSet<(string Path, string ItemKey)>? _runningSet;
    private Dictionary<(int Ordinal, string ItemKey), StageResult>? _items;

    public PlannerFacts(
        PlannerIndex index, IReadOnlyCollection<StageResult> results, IReadOnlyCollection<(string Path, string ItemKey)> running)
    {
        _plain = new StageResult?[index.Ordinals.Count];
        _running = running;
        _runningSet = running.Count > 0 ? [.. running] : null;

        foreach (StageResult result in results)
        {
            Add(index.Ordinals[result.Path], result);
        }
    }

    public bool IsAnythingRunning => _running.Count > 0;

    public StageResult? Find(int ordinal, string itemKey)
    {
        // Outside for_each, which is nearly always, a result is one array read away.
        if (itemKey.Length == 0)
        {
            return _plain[ordinal];
        }

        return _items is not null && _items.TryGetValue((ordinal, itemKey), out StageResult? result) ? result : null;
    }

    public void Add(int ordinal, StageResult result)
    {
        if (result.ItemKey.Length == 0)
        {
            _plain[ordinal] = result;
        }
        else
        {
            (_items ??= [])[(ordinal, result.ItemKey)] = result;
        }
    }

    public bool IsRunning(string path, string itemKey) => _runningSet is not null && _runningSet.Contains((path, itemKey));

    /// <summary>Whether anything runs in this stage or scope, in this item or in the items nested in it.</summary>
    public bool IsAnythingRunningWithin(string path, string itemKey) =>
        _runningSet is not null && _running.Any(run => IsWithin(run.Path, path) && IsWithin(run.ItemKey, itemKey));

    private static bool IsWithin(string inner, string outer) =>
        outer.Length == 0
        || (inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/'));
}
