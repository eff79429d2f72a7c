namespace PromptIntel.Core.Leases;

/// <summary>
/// The right of one process to work on something for a time. Renewed while the work goes on; whoever comes next has a higher epoch.
/// </summary>
/// <param name="Key">What it is for.</param>
/// <param name="Owner">Says who, for people, and is new for every process; not a fence.</param>
/// <param name="Epoch">The fence: raised at each acquisition, so a write that checks it in its own transaction
/// refuses whoever lost the lease.</param>
/// <param name="ExpiresAt">By the store's clock; compare it with no other.</param>
public sealed record Lease<TKey>(TKey Key, string Owner, long Epoch, DateTimeOffset ExpiresAt);
