using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Jobs;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteJobScheduleStoreTests : JobScheduleStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<(IJobScheduleStore Schedules, IJobRunStore Runs)> CreateAsync()
    {
        RelationalDatabase database = await _file.OpenAsync(TestContext.Current.CancellationToken);
        return (new RelationalJobScheduleStore(database), new RelationalJobRunStore(database));
    }
}
