namespace PromptIntel.Tests.Shared.Telemetry;

/// <summary>A while in which nobody asks for anything, as long as several rounds of every loop take.</summary>
internal static class Idleness
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private const string Learning = "rebuild embeddings";

    /// <summary>Names of spans.</summary>
    private static readonly string[] OwnWork = [Learning, "POST /api/prompts/search"];

    /// <summary>What a request still did when it was answered is over by then.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Begins when the processes, of which one is an Api on a database of its own, have learned the catalog and the Api has searched by
    /// itself, which a busy machine comes to late. Gives when it began, in nanoseconds since 1970.
    /// </summary>
    public static async Task<ulong> PassAsync(OtlpReceiver receiver)
    {
        await Patience.WaitAsync(
            () => !OwnWork.Except(receiver.Spans.Select(span => span.Name)).Any(), "the work of their own after a start is done");
        await Task.Delay(Settling, TestContext.Current.CancellationToken);
        var begun = (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        await Task.Delay(Length, TestContext.Current.CancellationToken);
        return begun;
    }

    /// <summary>
    /// What was done since then but for jobs, which are due by the clock, and for learning again what a process had learned of a catalog
    /// that was still being imported.
    /// </summary>
    public static IEnumerable<ReceivedSpan> Work(IReadOnlyCollection<ReceivedSpan> spans, ulong since)
    {
        HashSet<string> due =
        [
            .. spans.Where(span => span.Name == Learning || span.Name.StartsWith("job ", StringComparison.Ordinal))
                .Select(span => span.TraceId),
        ];
        return spans.Where(span => span.Start >= since && !due.Contains(span.TraceId));
    }
}
