using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// A check that answers within <see cref="Limit"/> whatever its server does: the checks of the client integrations wait as long as their
/// clients do, and not all of them heed a cancellation.
/// </summary>
internal sealed class BoundedCheck(Func<IHealthCheck> create) : IHealthCheck
{
    /// <summary>An answer that takes longer is as good as none.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static void Bound(HealthCheckRegistration registration)
    {
        Func<IServiceProvider, IHealthCheck> create = registration.Factory;
        registration.Factory = services => new BoundedCheck(() => create(services));
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // The first connect holds its thread until the server answers; the probe does not wait with it.
            return await Task.Run(() => create().CheckHealthAsync(context, cancellationToken), cancellationToken).WaitAsync(
                Limit, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception: exception);
        }
    }
}
