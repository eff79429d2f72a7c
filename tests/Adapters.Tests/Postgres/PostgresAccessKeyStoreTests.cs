using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Access;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresAccessKeyStoreTests : AccessKeyStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<(IAccessKeyStore Keys, IAuditStore Audit)> CreateAsync()
    {
        RelationalDatabase database = await _schemas.OpenAsync(Token);
        return (new RelationalAccessKeyStore(database), new RelationalAuditStore(database));
    }
}
