using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>Indexes whose fills, with what they were given, begin only once that is allowed.</summary>
internal sealed class HeldFills(ISearchIndexFactory inner, Task allowed) : ISearchIndexFactory
{
    public async ValueTask<ISearchIndex> CreateAsync(string generation, int dimensions, CancellationToken cancellationToken) =>
        new Index(await inner.CreateAsync(generation, dimensions, cancellationToken), allowed);

    private sealed class Index(ISearchIndex inner, Task allowed) : ISearchIndex
    {
        public TimeSpan? CheckInterval => inner.CheckInterval;

        public Task<int?> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public async Task FillAsync(
            IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken, Func<string, bool>? isStale = null)
        {
            await allowed.WaitAsync(cancellationToken);
            await inner.FillAsync(elements, cancellationToken, isStale);
        }

        public Task UpsertAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken) =>
            inner.UpsertAsync(elements, cancellationToken);

        public Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
            inner.RemoveAsync(ids, cancellationToken);

        public ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(
            ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken) =>
            inner.SearchAsync(vector, filter, limit, cancellationToken);
    }
}
