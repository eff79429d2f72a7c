using System.Runtime.InteropServices;
using System.Security.Cryptography;

using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// Answers a stage that asked for it from an equal earlier run in this process. A new version of any prompt, schema or model that the stage
/// itself uses never meets an old answer; a change elsewhere in the workflow costs none. An answer is given to the user it was made for,
/// because operations may read what only he may see. Bounded in number and bytes.
/// </summary>
internal sealed class CachingStageRunner(IStageRunner inner, OperationRegistry operations) : IStageRunner
{
    private const int Capacity = 1_000;
    private const long MostBytes = 32 << 20;

    private readonly BoundedCache<string, OperationOutcome.Completed> _known = new(Capacity, MostBytes, SizeOf);
    private readonly StageIdentity _identity = new(operations);

    public Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken) =>
        stage.Stage.IsCached ? RunCachedAsync(stage, journal, cancellationToken) : inner.RunAsync(stage, journal, cancellationToken);

    private async Task<OperationOutcome> RunCachedAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        string input = Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(stage.Input)));
        string key = $"{_identity.Of(stage)}:{input}:{stage.UserId}";

        if (_known.TryGet(key, out OperationOutcome.Completed? known))
        {
            ExecutionTelemetry.CacheHits.Add(1);
            return known;
        }

        OperationOutcome outcome = await inner.RunAsync(stage, journal, cancellationToken);

        if (outcome is OperationOutcome.Completed completed)
        {
            _known.Add(key, completed);
        }

        return outcome;
    }

    private static long SizeOf(OperationOutcome.Completed outcome) =>
        JsonMarshal.GetRawUtf8Value(outcome.Output).Length
        + outcome.Artifacts.Sum(artifact => (long)artifact.Content.Length)
        + outcome.Writes.Sum(write => (long)JsonMarshal.GetRawUtf8Value(write.Row).Length);
}
