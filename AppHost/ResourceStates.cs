using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PromptIntel.AppHost;

/// <summary>What each program and server was last said to be. Used by one reader of events and one that asks.</summary>
internal sealed class ResourceStates(DistributedApplicationModel model)
{
    private const string NotBegun = "has not begun";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _last = [];

    public static bool IsReady(ResourceEvent state) =>
        state.Snapshot.State?.Text == KnownResourceStates.Running && state.Snapshot.HealthStatus == HealthStatus.Healthy;

    /// <returns>How it ended, when it did so just now and by itself.</returns>
    public string? Take(ResourceEvent happened)
    {
        if (!IsProgram(happened.Resource))
        {
            return null;
        }

        lock (_lock)
        {
            bool hadEnded = _last.TryGetValue(happened.ResourceId, out ResourceEvent? before) && HasEnded(before);
            bool wasStopped = before?.Snapshot.State?.Text == KnownResourceStates.Stopping;
            _last[happened.ResourceId] = happened;
            return hadEnded || wasStopped || !HasEnded(happened) ? null : Describe(happened);
        }
    }

    /// <summary>The ids of its instances.</summary>
    public IReadOnlyList<string> FindInstances(IResource program)
    {
        lock (_lock)
        {
            return [.. _last.Where(state => state.Value.Resource == program).Select(state => state.Key)];
        }
    }

    /// <summary>
    /// Those that are not running and healthy and that somebody waits for, each with its state; of several instances those of one state
    /// together, with their number.
    /// </summary>
    public IReadOnlyList<string> FindUnready()
    {
        lock (_lock)
        {
            return [.. model.Resources.Where(IsProgram).Where(IsAwaited).SelectMany(FindUnreadyNeedsLock)];
        }
    }

    private IEnumerable<string> FindUnreadyNeedsLock(IResource program)
    {
        ResourceEvent[] instances = [.. _last.Values.Where(state => state.Resource == program)];
        int wanted = program.TryGetLastAnnotation(out ReplicaAnnotation? replicas) ? replicas.Replicas : 1;
        int unseen = wanted - instances.Length;
        return instances.Where(instance => !IsReady(instance)).Select(Describe)
            .Concat(Enumerable.Repeat(NotBegun, Math.Max(0, unseen)))
            .CountBy(state => state)
            .Select(state => $"{program.Name} {state.Key}{(wanted > 1 ? $" ({state.Value} of {wanted})" : "")}");
    }

    /// <summary>Not what somebody starts by hand: Aspire adds such a one to rebuild each program.</summary>
    private static bool IsProgram(IResource resource) =>
        (resource is ProjectResource or ExecutableResource or ContainerResource)
            && !resource.TryGetLastAnnotation(out ExplicitStartupAnnotation? _);

    private static bool IsAwaited(IResource program) => !program.TryGetLastAnnotation(out NotAwaited? _);

    private static bool HasEnded(ResourceEvent state) => KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text);

    private static string Describe(ResourceEvent state) => (state.Snapshot.State?.Text, state.Snapshot.ExitCode) switch
    {
        (null, _) => NotBegun,
        ("Running", _) => "runs, and is not healthy yet",
        ("FailedToStart", _) => "could not be started",
        (_, { } code) when HasEnded(state) => $"has ended with exit code {code}",
        (_, null) when HasEnded(state) => "has ended",
        ({ } text, _) => $"is {text}",
    };
}
