using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using PromptIntel.Adapters.Redis;
using PromptIntel.Core.Execution.Telemetry;

namespace PromptIntel.Adapters.Tests.Telemetry;

/// <summary>The table of metrics in docs/dashboard.md is what the product has, with units and descriptions.</summary>
public sealed partial class MetricsPageTests
{
    private static readonly Assembly[] Assemblies = [typeof(ExecutionTelemetry).Assembly, typeof(RedisTelemetry).Assembly];

    [Fact]
    public void Table_ListsEveryInstrumentOfTheProduct()
    {
        string[] documented = [.. Row().Matches(File.ReadAllText(PagePath())).Select(row => row.Value)];

        string[] expected = [.. Instruments().Select(
            instrument => $"| `{instrument.Name}` | {KindOf(instrument)} | {instrument.Unit} | {instrument.Description} |")];

        Assert.Equal(expected.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Instrument_HasAUnitAndSaysWhatItMeasures() => Assert.All(Instruments(), instrument =>
    {
        Assert.False(string.IsNullOrEmpty(instrument.Unit), $"{instrument.Name} has no unit");
        Assert.False(string.IsNullOrEmpty(instrument.Description), $"{instrument.Name} has no description");
    });

    private static List<Instrument> Instruments()
    {
        foreach (Type type in Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(
            type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("PromptIntel.", StringComparison.Ordinal))
                {
                    lock (found)
                    {
                        found.Add(instrument);
                    }
                }
            },
        };
        listener.Start();
        return found;
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "UpDownCounter" => "up and down",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    private static string PagePath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../docs/dashboard.md"));

    [GeneratedRegex(@"^\| `[a-z_.]+` \| (?:counter|up and down|histogram|gauge) \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
