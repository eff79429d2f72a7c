using Microsoft.Extensions.Diagnostics.HealthChecks;

using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>Whether the server answers a ping.</summary>
internal sealed class RedisPing(Func<IConnectionMultiplexer> connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // The first connect waits for the server; the probe does not wait with it.
            IConnectionMultiplexer connected = await Task.Run(connection, cancellationToken).WaitAsync(cancellationToken);
            await connected.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception: exception);
        }
    }
}
