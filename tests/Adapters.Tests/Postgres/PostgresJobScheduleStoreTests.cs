using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Jobs;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresJobScheduleStoreTests : JobScheduleStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<(IJobScheduleStore Schedules, IJobRunStore Runs)> CreateAsync()
    {
        RelationalDatabase database = await _schemas.OpenAsync(TestContext.Current.CancellationToken);
        return (new RelationalJobScheduleStore(database), new RelationalJobRunStore(database));
    }
}
