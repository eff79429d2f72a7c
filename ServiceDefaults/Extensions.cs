using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

using OpenTelemetry;
using OpenTelemetry.Trace;

using PromptIntel.ServiceDefaults;
using PromptIntel.ServiceDefaults.ConnectionStrings;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every process of the distributed application does alike: telemetry and health.</summary>
public static class Extensions
{
    internal const string HealthEndpointPath = "/health";
    internal const string AlivenessEndpointPath = "/alive";

    private const string RedisCheck = "StackExchange.Redis";

    /// <summary>Telemetry, health, and connection strings that are URIs. Call first after creating the builder.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ConnectionUris.Convert(builder.Configuration);
        builder.ConfigureOpenTelemetry();
        builder.AddDefaultHealthChecks();
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

        // Read once by the web host; without it the built-in server span carries no tags.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(
                "PromptIntel.*",
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Routing",
                "Microsoft.AspNetCore.Diagnostics",
                "System.Net.Http",
                "System.Net.NameResolution",
                "System.Runtime"))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, "PromptIntel.*", "Microsoft.AspNetCore", "System.Net.Http")
                .AddProcessor(new HealthRequestFilter()))
            .UseOtlpExporter();

        builder.Services.AddTransient<IStartupFilter, ServerSpanEnricher>();
        return builder;
    }

    /// <summary>Adds the check <c>self</c>, tagged <c>live</c>. A Redis that fails makes an instance degraded, never unhealthy.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        // Redis is latency, not truth: an instance without it answers everything, and taking it out of service would only lose capacity.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (HealthCheckRegistration check in options.Registrations.Where(check => check.Name.StartsWith(RedisCheck, StringComparison.Ordinal)))
            {
                check.FailureStatus = HealthStatus.Degraded;
            }
        });
        return builder;
    }

    /// <summary><c>/health</c> (ready: all checks) and <c>/alive</c> (live), in every environment; bodies carry a status word only.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthEndpointPath).AllowAnonymous();
        app.MapHealthChecks(AlivenessEndpointPath, new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") }).AllowAnonymous();
        return app;
    }
}
