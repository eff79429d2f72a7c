namespace PromptIntel.Core.Search;

/// <summary>Examples by collection, in memory, each collection learned on its own. Safe for concurrent use.</summary>
public sealed class ExampleSearch : IExampleSearch
{
    /// <summary>Replaces a collection as a whole; a search that runs sees the old one or the new one.</summary>
    public void Load(string collection, IReadOnlyCollection<ExampleDocument> documents) => throw new NotImplementedException();

    /// <summary>How many documents a collection has; 0 for an unknown one.</summary>
    public int Count(string collection) => throw new NotImplementedException();

    public Task<IReadOnlyList<ExampleHit>> SearchAsync(
        string collection, string text, IReadOnlyDictionary<string, string> filter, int limit, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
