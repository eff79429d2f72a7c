using PromptIntel.Adapters.Relational.Jobs;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresJobRunStoreTests : JobRunStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<IJobRunStore> CreateAsync() =>
        new RelationalJobRunStore(await _schemas.OpenAsync(TestContext.Current.CancellationToken));
}
