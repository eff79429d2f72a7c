using PromptIntel.Adapters.Relational.Instances;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Instances;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteInstanceStoreTests : InstanceStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<IInstanceStore> CreateStoreAsync() => new RelationalInstanceStore(await _file.OpenAsync(Token));
}
