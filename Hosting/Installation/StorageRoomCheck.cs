using Microsoft.Extensions.Diagnostics.HealthChecks;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Hosting.Installation;

/// <summary>Degraded while there is no room to write: reads go on, so taking the instance out of service would only lose those.</summary>
internal sealed class StorageRoomCheck(RelationalDatabase database) : IHealthCheck
{
    public const string Name = "storage";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.IsFullAsync(cancellationToken)
            ? HealthCheckResult.Degraded("There is no room left to write.")
            : HealthCheckResult.Healthy();
}
