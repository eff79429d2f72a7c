using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Inputs whose upload broke off with its process, so that nobody was left to discard them.</summary>
internal sealed class UploadsRetention(IExecutionStore store, TimeProvider time) : IRetention
{
    /// <summary>Longer than any upload takes.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public string What => "uploads";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(Kept, time.GetUtcNow(), store.PruneStagedItemsAsync, cancellationToken);
}
