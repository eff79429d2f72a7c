using System.Diagnostics.Metrics;

using OpenTelemetry.Metrics;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// Bounds of the product's histograms. The usual ones begin at five, which of seconds would show every stage as five long. (.NET's own
/// instruments bring theirs.)
/// </summary>
internal static class HistogramBounds
{
    /// <summary>From the milliseconds of a stage without a model to the minutes of one with it.</summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>As the GenAI conventions advise.</summary>
    private static readonly double[] Tokens = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];

    /// <summary>Null for what is not the product's, or no histogram.</summary>
    public static MetricStreamConfiguration? Of(Instrument instrument)
    {
        if (!instrument.Meter.Name.StartsWith("PromptIntel.", StringComparison.Ordinal)
            || instrument is not (Histogram<double> or Histogram<long>))
        {
            return null;
        }

        return instrument.Unit switch
        {
            "s" => new ExplicitBucketHistogramConfiguration { Boundaries = Seconds },
            "{token}" => new ExplicitBucketHistogramConfiguration { Boundaries = Tokens },
            _ => null,
        };
    }
}
