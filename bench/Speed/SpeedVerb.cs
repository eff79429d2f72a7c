using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// The speed goals, those that are named or all but the peers, each beside its floor; met when every ratio is.
/// </summary>
internal static class SpeedVerb
{
    /// <summary>Installs from the network, so it is measured only when it is asked for.</summary>
    private const string Peers = "peers";

    private static readonly Dictionary<string, Func<Task<IReadOnlyList<SpeedRow>>>> Goals = new(StringComparer.Ordinal)
    {
        ["catalog"] = CatalogSpeed.MeasureAsync,
        ["render"] = RenderSpeed.MeasureAsync,
        ["propagation"] = PropagationSpeed.MeasureAsync,
        ["build"] = BuildSpeed.MeasureAsync,
        ["stages"] = StageSpeed.MeasureAsync,
        ["durable"] = DurableSpeed.MeasureAsync,
        ["durable-postgres"] = DurablePostgresSpeed.MeasureAsync,
        ["batch"] = BatchSpeed.MeasureAsync,
        ["batch-postgres"] = BatchPostgresSpeed.MeasureAsync,
        ["batch-memory"] = BatchMemorySpeed.MeasureAsync,
        ["vectors"] = VectorSpeed.MeasureAsync,
        ["http"] = HttpSpeed.MeasureAsync,
        ["http-shared"] = HttpSpeed.MeasureSharedAsync,
        ["search-http"] = SearchHttpSpeed.MeasureAsync,
        ["search-first"] = FirstSearchSpeed.MeasureAsync,
        ["start"] = StartSpeed.MeasureAsync,
        ["memory"] = MemorySpeed.MeasureAsync,
        ["update"] = UpdateSpeed.MeasureAsync,
        ["latency"] = LatencySpeed.MeasureAsync,
        ["list"] = ListSpeed.MeasureAsync,
        ["kernel"] = KernelSpeed.MeasureAsync,
        [Peers] = PeerSpeed.MeasureAsync,
    };

    public static IEnumerable<string> Names => Goals.Keys;

    public static int Run(string[] names) =>
        RunAsync(names.Length == 0 ? [.. Goals.Keys.Where(name => name != Peers)] : names).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] names)
    {
        if (names.Except(Goals.Keys).Any())
        {
            Console.Error.WriteLine($"usage: bench speed [{string.Join('|', Goals.Keys)}]...");
            return 2;
        }

        var rows = new List<SpeedRow>();
        var missing = new List<string>();

        foreach (string name in names)
        {
            Console.Error.WriteLine($"measuring {name} ...");

            try
            {
                rows.AddRange(await Goals[name]());
            }
            catch (MissingServerException exception)
            {
                missing.Add($"{"",4}  {name,-44}not measured: {exception.Message}");
            }
        }

        Console.WriteLine(SpeedRow.Header);

        foreach (SpeedRow row in rows.OrderBy(row => row.Goal))
        {
            Console.WriteLine(row);
        }

        missing.ForEach(Console.WriteLine);
        return missing.Count == 0 && rows.All(row => row.IsMet) ? 0 : 1;
    }
}
