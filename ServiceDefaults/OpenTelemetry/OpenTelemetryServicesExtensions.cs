using Microsoft.Extensions.Hosting;

using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Stand-in for the package OpenTelemetry.Extensions.Hosting: the same entry point, namespace and life cycle, so that taking the
/// package means leaving this file out.
/// </summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>Adds the OpenTelemetry SDK to the host; may be called any number of times.</summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        if (!services.Any(d => d.ServiceType == typeof(IHostedService) && d.ImplementationType == typeof(TelemetryActivation)))
        {
            // First, so that spans and metrics of the other hosted services' start-up are seen.
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryActivation>());
        }

        return new(services);
    }
}

/// <summary>What <see cref="OpenTelemetryServicesExtensions.AddOpenTelemetry"/> gives to build on.</summary>
public sealed class OpenTelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
{
    public IServiceCollection Services { get; } = services;
}

internal sealed class TelemetryActivation(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Resolving a provider starts it; each is null when its signal was not configured.
        _ = services.GetService<MeterProvider>();
        _ = services.GetService<TracerProvider>();
        _ = services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
