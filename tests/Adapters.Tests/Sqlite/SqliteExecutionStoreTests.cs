using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteExecutionStoreTests : ExecutionStoreConformance
{
    private readonly SqliteFile _file = new();

    protected override async Task<IExecutionStore> CreateStoreAsync() =>
        RelationalExecutionStores.Of(await _file.OpenAsync(Token), SyncRoutes.None);

    protected override Task<IExecutionStore> CreateOtherAsync() => CreateStoreAsync();

    protected override ValueTask DisposeStoreAsync() => _file.DisposeAsync();
}
