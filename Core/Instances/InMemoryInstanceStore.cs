namespace PromptIntel.Core.Instances;

/// <summary>Reports in memory. Safe for concurrent use.</summary>
public sealed class InMemoryInstanceStore(TimeProvider time) : IInstanceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (InstanceReport Report, DateTimeOffset At)> _reports = [];

    public Task ReportAsync(InstanceReport report, TimeSpan forgetAfter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            _reports[report.Id] = (report, now);

            foreach (Guid old in _reports.Where(known => now - known.Value.At > forgetAfter).Select(known => known.Key).ToList())
            {
                _reports.Remove(old);
            }

            return Task.CompletedTask;
        }
    }

    public Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _reports.Remove(id);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<KnownInstance>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<KnownInstance>>(
                [.. _reports.Values.OrderBy(known => known.Report.StartedAt).ThenBy(known => known.Report.Id)
                    .Select(known => new KnownInstance(known.Report, now - known.At))]);
        }
    }
}
