using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// One walk over a manifest, scope by scope in topological order. What ends without running is recorded as a fact at once, so that
/// one walk reaches the fixed point.
/// </summary>
internal sealed class PlannerPass(PlannerFacts facts, PlannerLimits limits)
{
    /// <summary>Of one <c>for_each</c>.</summary>
    public const int MostItems = 10_000;

    private readonly List<StageInvocation> _ready = [];
    private readonly List<StageResult> _ended = [];
    private bool _isAnythingWaiting;
    private long _readyBytes;

    public PlannerDecision Decide(PlannerScope root, JsonElement input)
    {
        NodeOutcome outcome = VisitScope(root, "", input);
        PlannerState state = outcome switch
        {
            { Kind: OutcomeKind.Ended, Error: { } error } => new PlannerState.Failed(error),
            { Kind: OutcomeKind.Ended } => EndWith(OutputOf(root, "", input, null, out ExecutionError? fault), fault),
            _ when _ready.Count > 0 || facts.IsAnythingRunning => new PlannerState.Running(),
            _ when _isAnythingWaiting => new PlannerState.Waiting(),
            _ => throw new InvalidOperationException("Nothing is ready, running or waiting, and the execution has not ended."),
        };
        return new PlannerDecision([.. _ready], [.. _ended], state);
    }

    /// <summary>The inputs of what is ready are as much as may be held at one time; the rest is ready when some of it has ended.</summary>
    private bool IsHoldingAll => _readyBytes >= limits.ReadyBytes && (_ready.Count > 0 || facts.IsAnythingRunning);

    private static PlannerState EndWith(JsonElement output, ExecutionError? fault) =>
        fault is null ? new PlannerState.Succeeded(output) : new PlannerState.Failed(fault);

    private NodeOutcome VisitScope(PlannerScope scope, string itemKey, JsonElement input)
    {
        int mark = _ready.Count;
        ExecutionError? failure = null;
        bool allEnded = true;

        foreach (PlannerNode node in scope.Nodes)
        {
            NodeOutcome outcome = VisitNode(node, scope, itemKey, input);
            failure ??= outcome.Error;
            allEnded &= outcome.Kind == OutcomeKind.Ended;
        }

        if (failure is null)
        {
            return allEnded ? NodeOutcome.Succeeded : NodeOutcome.Pending;
        }

        return Fail(scope.Path, itemKey, failure, mark);
    }

    private NodeOutcome VisitNode(PlannerNode node, PlannerScope scope, string itemKey, JsonElement input)
    {
        if (facts.Find(node.Ordinal, itemKey) is { } result)
        {
            return OutcomeOf(result);
        }

        if (facts.IsRunning(node.Path, itemKey) || !HaveNeedsEnded(node, itemKey))
        {
            return NodeOutcome.Pending;
        }

        var source = new ScopeSource(facts, scope, itemKey, input);

        if (node.When is { } condition && !condition.IsTrue(source))
        {
            return End(node, itemKey, StageStatus.Skipped);
        }

        return node.ForEach is { } policy ? VisitItems(node, policy, itemKey, source) : VisitInstance(node, itemKey, source);
    }

    /// <summary>A stage, a sub-recipe, or one item of either, that has no result and may go on.</summary>
    private NodeOutcome VisitInstance(PlannerNode node, string itemKey, in ScopeSource source)
    {
        if (node.Stage is not null && IsHoldingAll)
        {
            return NodeOutcome.Pending;
        }

        JsonElement input = WireValues.Resolve(node.Input, source, limits.ValueBytes, node.Path, "The input", out ExecutionError? fault);

        if (fault is not null)
        {
            return End(node, itemKey, StageStatus.Failed, error: fault);
        }

        // The one place where anything but the workflow itself is given its input.
        input = node.Defaults?.Fill(input) ?? input;

        if (node.Stage is { } stage)
        {
            _readyBytes += JsonMarshal.GetRawUtf8Value(input).Length;
            _ready.Add(new StageInvocation(stage, itemKey, input));
            return NodeOutcome.Pending;
        }

        PlannerScope children = node.Children!;

        if (node.Check is { } check && !HasBegun(children, itemKey) && check.ProblemOf(input) is { } problem)
        {
            return EndFailed(node, itemKey, new ExecutionError(ErrorCodes.InvalidInput, node.Path, problem), _ready.Count);
        }

        NodeOutcome outcome = VisitScope(children, itemKey, input);

        return outcome switch
        {
            { Kind: OutcomeKind.Ended, Error: { } error } => End(node, itemKey, StageStatus.Failed, error: error),
            { Kind: OutcomeKind.Ended } =>
                EndWith(node, itemKey, OutputOf(children, itemKey, input, node.Path, out ExecutionError? unfit), unfit),
            _ => outcome,
        };
    }

    /// <summary>What has begun was given a good input, or began where nobody asked; it goes on.</summary>
    private bool HasBegun(PlannerScope scope, string itemKey)
    {
        foreach (PlannerNode node in scope.Nodes)
        {
            if (facts.Find(node.Ordinal, itemKey) is not null || facts.IsRunning(node.Path, itemKey))
            {
                return true;
            }
        }

        return false;
    }

    private NodeOutcome VisitItems(PlannerNode node, ForEachPolicy policy, string itemKey, ScopeSource source)
    {
        JsonElement? items = node.Items!.Resolve(source);

        if (items is { ValueKind: not JsonValueKind.Array })
        {
            return End(node, itemKey, StageStatus.Failed, error: new ExecutionError(
                ErrorCodes.InvalidItems, node.Path, $"The items of for_each, ${{{node.Items}}}, are not a list."));
        }

        int count = items?.GetArrayLength() ?? 0;

        if (count > MostItems)
        {
            return End(
                node,
                itemKey,
                StageStatus.Failed,
                error: new ExecutionError(ErrorCodes.TooManyItems, node.Path, $"for_each takes at most {MostItems} items, not {count}."));
        }

        var tally = new ItemTally(policy, count);
        int mark = _ready.Count;

        if (items is { } list)
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                VisitItem(node, ItemKeys.Join(itemKey, tally.Visited), source.WithItem(item, tally.Visited), tally);
            }
        }

        return tally.Failure(node.Path) is { } failure ? EndFailed(node, itemKey, failure, mark)
            : tally.HaveAllEnded ? EndWith(node, itemKey, tally.Aggregate(node.Path, limits.ValueBytes, out ExecutionError? fault), fault)
            : NodeOutcome.Pending;
    }

    private JsonElement OutputOf(PlannerScope scope, string itemKey, JsonElement input, string? path, out ExecutionError? fault) =>
        WireValues.Resolve(scope.Output, new ScopeSource(facts, scope, itemKey, input), limits.ValueBytes, path, "The output", out fault);

    private NodeOutcome EndWith(PlannerNode node, string itemKey, JsonElement output, ExecutionError? fault) =>
        fault is null ? End(node, itemKey, StageStatus.Succeeded, output) : End(node, itemKey, StageStatus.Failed, error: fault);

    private void VisitItem(PlannerNode node, string itemKey, in ScopeSource source, ItemTally tally)
    {
        if (facts.Find(node.Ordinal, itemKey) is { } result)
        {
            tally.Add(result, OutcomeOf(result).Error);
            return;
        }

        bool isRunning = node.Stage is not null && facts.IsRunning(node.Path, itemKey);

        if (isRunning || tally.IsFull || IsHoldingAll)
        {
            tally.AddUnfinished(isRunning, null);
            return;
        }

        int mark = _ready.Count;
        NodeOutcome outcome = VisitInstance(node, itemKey, source);

        if (outcome.Kind == OutcomeKind.Ended)
        {
            StageResult ended = facts.Find(node.Ordinal, itemKey)!;
            tally.Add(ended, outcome.Error);
        }
        else
        {
            // An item that only waits for a person holds no place.
            tally.AddUnfinished(_ready.Count > mark || facts.IsAnythingRunningWithin(node.Path, itemKey), outcome.Error);
        }
    }

    private NodeOutcome EndFailed(PlannerNode node, string itemKey, ExecutionError failure, int mark) =>
        Fail(node.Path, itemKey, failure, mark).Kind == OutcomeKind.Ended
            ? End(node, itemKey, StageStatus.Failed, error: failure)
            : new NodeOutcome(OutcomeKind.Pending, failure);

    /// <summary>Takes back what was about to start; what runs already is waited for.</summary>
    private NodeOutcome Fail(string path, string itemKey, ExecutionError failure, int mark)
    {
        _ready.RemoveRange(mark, _ready.Count - mark);
        return new NodeOutcome(facts.IsAnythingRunningWithin(path, itemKey) ? OutcomeKind.Pending : OutcomeKind.Ended, failure);
    }

    private NodeOutcome OutcomeOf(StageResult result)
    {
        _isAnythingWaiting |= result.Status == StageStatus.Waiting;
        return result.Status switch
        {
            StageStatus.Waiting => NodeOutcome.Pending,
            StageStatus.Failed => new NodeOutcome(OutcomeKind.Ended, ErrorOf(result)),
            _ => NodeOutcome.Succeeded,
        };
    }

    private NodeOutcome End(PlannerNode node, string itemKey, StageStatus status, JsonElement? output = null, ExecutionError? error = null)
    {
        var result = new StageResult { Path = node.Path, ItemKey = itemKey, Status = status, Output = output, Error = error };
        facts.Add(node.Ordinal, result);
        _ended.Add(result);
        return new NodeOutcome(OutcomeKind.Ended, error);
    }

    private bool HaveNeedsEnded(PlannerNode node, string itemKey)
    {
        foreach (int need in node.Needs)
        {
            if (facts.Find(need, itemKey) is not { Status: StageStatus.Succeeded or StageStatus.Skipped })
            {
                return false;
            }
        }

        return true;
    }

    private static ExecutionError ErrorOf(StageResult result) =>
        result.Error is { } error
            ? error with { Stage = error.Stage ?? result.Path }
            : new ExecutionError(ErrorCodes.StageFailed, result.Path, "The stage failed and left no reason.");
}

internal enum OutcomeKind
{
    Pending,
    Ended,
}

/// <param name="Error">With <see cref="OutcomeKind.Pending"/>: it will fail as soon as what still runs inside has ended.</param>
internal readonly record struct NodeOutcome(OutcomeKind Kind, ExecutionError? Error)
{
    public static NodeOutcome Pending { get; } = new(OutcomeKind.Pending, null);

    public static NodeOutcome Succeeded { get; } = new(OutcomeKind.Ended, null);
}
