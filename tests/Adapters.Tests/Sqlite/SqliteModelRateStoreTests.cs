using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteModelRateStoreTests : ModelRateStoreConformance
{
    private readonly SqliteFile _file = new();

    protected override async Task<IModelRateStore> CreateStoreAsync() => new RelationalModelRateStore(await _file.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _file.DisposeAsync();
}
