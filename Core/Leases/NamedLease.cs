namespace PromptIntel.Core.Leases;

/// <param name="Owner">Says who; not a fence.</param>
/// <param name="Epoch">The fence: raised at each acquisition, so a write that checks it in its own transaction refuses whoever lost the lease.</param>
/// <param name="ExpiresAt">By the store's clock; compare it with no other.</param>
public sealed record NamedLease(string Name, string Owner, long Epoch, DateTimeOffset ExpiresAt);
