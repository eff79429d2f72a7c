using PromptIntel.Adapters.Relational.Jobs;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteJobRunStoreTests : JobRunStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<IJobRunStore> CreateAsync() =>
        new RelationalJobRunStore(await _file.OpenAsync(TestContext.Current.CancellationToken));
}
