using PromptIntel.Bench.Speed;
using PromptIntel.Bench.Workflows;

namespace PromptIntel.Bench;

/// <summary>
/// One verb, one measurement: <c>dotnet run --project bench -c Release -- extraction</c>. Exit code 0 only if its goal is met.
/// </summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string[], int>> Verbs = new(StringComparer.Ordinal)
    {
        ["extraction"] = ExtractionVerb.Run,
        ["search"] = SearchVerb.Run,
        ["search-latency"] = SearchLatencyVerb.Run,
        ["search-redis"] = SearchRedisVerb.Run,
        ["solver"] = SolverVerb.Run,
        ["speed"] = SpeedVerb.Run,
        ["workflows"] = WorkflowVerb.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length > 0 && Verbs.TryGetValue(args[0], out var run))
        {
            return run(args[1..]);
        }

        if (args.Length > 0 && SpeedVerb.Names.Contains(args[0]))
        {
            return SpeedVerb.Run(args);
        }

        Console.Error.WriteLine($"usage: bench <{string.Join('|', Verbs.Keys.Concat(SpeedVerb.Names))}> [options]");

        return 2;
    }
}
