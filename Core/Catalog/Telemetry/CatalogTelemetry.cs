using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptIntel.Core.Catalog.Telemetry;

/// <summary>Names of the catalog's spans and metrics.</summary>
public static class CatalogTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "PromptIntel.Catalog";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Prompts parsed for rendering; rises only for versions not rendered before.</summary>
    internal static readonly Counter<long> TemplateParses =
        Meter.CreateCounter<long>("promptintel.catalog.template.parses", "{template}", "Prompts parsed for rendering, each version once");

    /// <summary>Reads of a version that no label points to, tagged <c>hit</c> true (memory) or false (store).</summary>
    internal static readonly Counter<long> OlderVersionReads =
        Meter.CreateCounter<long>(
            "promptintel.catalog.older_version.reads",
            "{read}",
            "Reads of a version that no label points to, by hit (memory) or miss (store)");

    /// <summary>Seconds between a change's commit and its arrival here through the change log.</summary>
    internal static readonly Histogram<double> Propagation =
        Meter.CreateHistogram<double>(
            "promptintel.catalog.propagation", "s", "From a change's commit to its arrival here through the change log");

    /// <summary>Whole reloads: a gap in the log, a counter below the cursor or another catalog.</summary>
    internal static readonly Counter<long> Reloads =
        Meter.CreateCounter<long>(
            "promptintel.catalog.reloads", "{reload}", "Whole reloads of the catalog: a gap in the log, or another catalog");
}
