using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sessions;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresSessionKeyStoreTests : SessionKeyStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<ISessionKeyStore> CreateStoreAsync() =>
        new RelationalSessionKeyStore(await _schemas.OpenAsync(TestContext.Current.CancellationToken));

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
