using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresEmbeddingStoreTests : EmbeddingStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async ValueTask<IEmbeddingStore> CreateAsync() =>
        new RelationalEmbeddingStore(await _schemas.OpenAsync(TestContext.Current.CancellationToken));
}
