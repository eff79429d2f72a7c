using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sessions;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteSessionKeyStoreTests : SessionKeyStoreConformance
{
    private readonly SqliteFile _file = new();

    protected override async Task<ISessionKeyStore> CreateStoreAsync() =>
        new RelationalSessionKeyStore(await _file.OpenAsync(TestContext.Current.CancellationToken));

    protected override ValueTask DisposeStoreAsync() => _file.DisposeAsync();
}
