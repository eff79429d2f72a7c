using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

using PromptIntel.ServiceDefaults;
using PromptIntel.ServiceDefaults.ConnectionStrings;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every process of the distributed application does alike: telemetry and health.</summary>
public static class Extensions
{
    internal const string HealthEndpointPath = "/health";
    internal const string AlivenessEndpointPath = "/alive";

    private const string HealthPolicy = "HealthChecks";
    private const string RedisCheck = "StackExchange.Redis";
    private const string PostgresCheck = "PostgreSql";

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealthLifetime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Telemetry, health, connection strings that are URIs, and memory given back when idle. Call first after creating the builder.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ConnectionUris.Convert(builder.Configuration);
        builder.ConfigureOpenTelemetry();
        builder.AddDefaultHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<IdleMemory>();
        return builder;
    }

    /// <summary>
    /// Traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and nothing otherwise: spans that nobody
    /// receives are not made. Sources and meters named <c>PromptIntel.*</c> are taken, and the built-in ones of .NET.
    /// </summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return builder;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.TellOfRuns();
        // Its scopes name the request that a record belongs to.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);

        builder.Services.AddOpenTelemetry()
            // What the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) comes last and wins.
            .ConfigureResource(resource => resource.Clear()
                .AddService(builder.Environment.ApplicationName.ToLowerInvariant().Replace('.', '-'))
                .AddTelemetrySdk()
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter("PromptIntel.*")
                .AddView(HistogramBounds.Of)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, "PromptIntel.*")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddProcessor(new HealthRequestFilter()))
            .UseOtlpExporter();

        return builder;
    }

    /// <summary>
    /// Adds the check <c>self</c>, tagged <c>live</c>. A Redis that fails makes an instance degraded, never
    /// unhealthy. A server that does not answer within two seconds has failed.
    /// </summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        // Redis is latency, not truth: an instance without it answers everything, and taking it out of service would only lose capacity.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (HealthCheckRegistration check in options.Registrations)
            {
                bool isRedis = check.Name.StartsWith(RedisCheck, StringComparison.Ordinal);

                if (isRedis)
                {
                    check.FailureStatus = HealthStatus.Degraded;
                }

                if (isRedis || check.Name.StartsWith(PostgresCheck, StringComparison.Ordinal))
                {
                    BoundedCheck.Bound(check);
                }
            }
        });
        builder.Services.AddHealthLimits();
        return builder;
    }

    /// <summary>
    /// For a process without HTTP of its own: serves <see cref="MapDefaultEndpoints"/> on <c>PORT</c> where that
    /// is set, on loopback only in Development, and listens to nothing else. Call last: hosted services start in
    /// order, and what started before is ready by then.
    /// </summary>
    public static TBuilder AddHealthEndpoint<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[HealthListener.PortKey]))
        {
            builder.Services.AddHostedService<HealthListener>();
        }

        return builder;
    }

    /// <summary>
    /// <c>/health</c> (ready: all checks) and <c>/alive</c> (live), in every environment; bodies carry a status word only. Nobody needs a
    /// key for them, so a good answer is kept for a second and a slow one is cut off: a flood of probes is none for the servers behind.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.UseOutputCache();
        app.MapProbe(HealthEndpointPath, new HealthCheckOptions());
        app.MapProbe(AlivenessEndpointPath, new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        return app;
    }

    /// <summary>
    /// The console says what needs somebody; who collects logs also gets what the product did, where settings do not ask for more.
    /// </summary>
    private static void TellOfRuns(this IHostApplicationBuilder builder)
    {
        if (!Enum.TryParse(builder.Configuration["Logging:LogLevel:Default"], ignoreCase: true, out LogLevel level)
            || level > LogLevel.Information)
        {
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("PromptIntel", LogLevel.Information);
        }
    }

    internal static void AddHealthLimits(this IServiceCollection services)
    {
        services.AddRequestTimeouts(options => options.AddPolicy(HealthPolicy, HealthTimeout));
        services.AddOutputCache(options => options.AddPolicy(HealthPolicy, policy => policy.Expire(HealthLifetime)));
    }

    private static void MapProbe(this WebApplication app, string path, HealthCheckOptions options) =>
        app.MapHealthChecks(path, options).AllowAnonymous().WithRequestTimeout(HealthPolicy).CacheOutput(HealthPolicy);
}
