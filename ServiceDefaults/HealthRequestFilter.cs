using System.Diagnostics;

using Microsoft.Extensions.Hosting;

using OpenTelemetry;

namespace PromptIntel.ServiceDefaults;

/// <summary>Keeps the probes of an orchestrator out of the traces. Runs ahead of the exporter, which drops what is not recorded.</summary>
internal sealed class HealthRequestFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server
            && data.GetTagItem("url.path") is string path
            && path is Extensions.HealthEndpointPath or Extensions.AlivenessEndpointPath)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
