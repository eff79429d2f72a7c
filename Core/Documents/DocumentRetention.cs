using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Documents;

/// <summary>Uploads past their time, and with its last the document.</summary>
internal sealed class DocumentRetention(IDocumentStore store, IOptions<DocumentOptions> options, TimeProvider time) : IRetention
{
    public string What => "documents";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(options.Value.Retention, time.GetUtcNow(), store.PruneAsync, cancellationToken);
}
