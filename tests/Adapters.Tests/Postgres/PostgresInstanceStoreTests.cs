using PromptIntel.Adapters.Relational.Instances;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Instances;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresInstanceStoreTests : InstanceStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<IInstanceStore> CreateStoreAsync() => new RelationalInstanceStore(await _schemas.OpenAsync(Token));
}
