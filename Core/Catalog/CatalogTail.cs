namespace PromptIntel.Core.Catalog;

/// <summary>Follows the change log: whenever nudged, and at every poll interval whatever happens.</summary>
public sealed class CatalogTail
{
    /// <summary>Runs until cancelled; an outage of the store is logged and tried again at the next poll.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
