using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Audit;

/// <summary>Entries past their time.</summary>
internal sealed class AuditRetention(IAuditStore store, IOptions<AuditOptions> options, TimeProvider time) : IRetention
{
    public string What => "audit_entries";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(options.Value.Retention, time.GetUtcNow(), store.PruneAsync, cancellationToken);
}
