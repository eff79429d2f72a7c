using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>The oldest changes. Who follows the log from before the oldest that is left finds a gap, and loads the catalog anew.</summary>
internal sealed class ChangeLogRetention(ICatalogStore store, IOptions<CatalogOptions> options, TimeProvider time) : IRetention
{
    public string What => "changes";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(options.Value.ChangeLogRetention, time.GetUtcNow(), store.PruneChangesAsync, cancellationToken);
}
