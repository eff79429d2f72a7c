using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresModelRateStoreTests : ModelRateStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<IModelRateStore> CreateStoreAsync() => new RelationalModelRateStore(await _schemas.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
