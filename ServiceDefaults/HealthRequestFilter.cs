using System.Diagnostics;

using Microsoft.Extensions.Hosting;

using OpenTelemetry;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// Keeps the probes of an orchestrator, and what they ask of servers, out of the traces. Runs ahead of the
/// exporter, which drops what is not recorded.
/// </summary>
internal sealed class HealthRequestFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        for (Activity? span = data; span is not null; span = span.Parent)
        {
            if (IsProbe(span))
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                return;
            }
        }
    }

    private static bool IsProbe(Activity span) =>
        span.Kind == ActivityKind.Server
        && span.GetTagItem("url.path") is string path
        && path is Extensions.HealthEndpointPath or Extensions.AlivenessEndpointPath;
}
