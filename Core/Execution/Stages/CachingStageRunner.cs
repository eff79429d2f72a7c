using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// Answers a stage that asked for it from an equal earlier run in this process. The manifest's hash is in the key, so a new version
/// of any prompt, schema or model it pins never meets an old answer. Bounded: the oldest goes first.
/// </summary>
internal sealed class CachingStageRunner(IStageRunner inner) : IStageRunner
{
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<string, OperationOutcome.Completed> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public Task<OperationOutcome> RunAsync(StageCall call, CancellationToken cancellationToken) =>
        call.Stage.IsCached ? RunCachedAsync(call, cancellationToken) : inner.RunAsync(call, cancellationToken);

    private async Task<OperationOutcome> RunCachedAsync(StageCall call, CancellationToken cancellationToken)
    {
        string input = Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(call.Input)));
        string key = $"{call.Run.Manifest.Hash}:{call.StagePath}:{input}";

        if (_known.TryGetValue(key, out OperationOutcome.Completed? known))
        {
            ExecutionTelemetry.CacheHits.Add(1);
            return known;
        }

        OperationOutcome outcome = await inner.RunAsync(call, cancellationToken);

        if (outcome is OperationOutcome.Completed completed && _known.TryAdd(key, completed))
        {
            _order.Enqueue(key);

            if (_known.Count > Capacity && _order.TryDequeue(out string? oldest))
            {
                _known.TryRemove(oldest, out _);
            }
        }

        return outcome;
    }
}
