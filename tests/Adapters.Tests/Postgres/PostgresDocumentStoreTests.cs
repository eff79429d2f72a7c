using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresDocumentStoreTests : RelationalDocumentStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async ValueTask<RelationalDatabase> OpenAsync() => await _schemas.OpenAsync(Token);
}
