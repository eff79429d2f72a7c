using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresAuditStoreTests : AuditStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<IAuditStore> CreateStoreAsync() => new RelationalAuditStore(await _schemas.OpenAsync(Token));
}
