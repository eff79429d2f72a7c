using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptIntel.Adapters.Redis;

/// <summary>Names of the spans and metrics of what is asked of Redis.</summary>
public static class RedisTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "PromptIntel.Redis";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Messages that were not published because Redis did not take them. Nothing is lost with them but time.</summary>
    internal static readonly Counter<long> Unpublished = Meter.CreateCounter<long>(
        "promptintel.redis.unpublished", "{message}", "Messages that Redis did not take; nothing is lost with them but time");

    /// <summary>
    /// A span within what caused the call, by OpenTelemetry's database conventions; null where nothing is traced. A call that nothing
    /// caused would be a trace of its own, which nobody looks for.
    /// </summary>
    internal static Activity? StartCall(string operation, RedisSession session)
    {
        Activity? activity = Activity.Current is null ? null : Source.StartActivity(operation, ActivityKind.Client);

        if (activity is not null)
        {
            activity.SetTag("db.system.name", "redis");
            activity.SetTag("db.operation.name", operation);
            (string? host, int port) = session.Server;
            activity.SetTag("server.address", host);
            activity.SetTag("server.port", port);
        }

        return activity;
    }
}
