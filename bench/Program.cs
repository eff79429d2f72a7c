namespace PromptIntel.Bench;

/// <summary>One verb, one measurement: <c>dotnet run --project bench -c Release -- extraction</c>. Exit code 0 only if its goal is met.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string[], int>> Verbs = new(StringComparer.Ordinal)
    {
        ["extraction"] = ExtractionVerb.Run,
        ["functions"] = FunctionsVerb.Run,
        ["search"] = SearchVerb.Run,
        ["search-latency"] = SearchLatencyVerb.Run,
        ["vectors"] = VectorsVerb.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length > 0 && Verbs.TryGetValue(args[0], out var run))
        {
            return run(args[1..]);
        }

        Console.Error.WriteLine($"usage: bench <{string.Join('|', Verbs.Keys)}> [options]");

        return 2;
    }
}
