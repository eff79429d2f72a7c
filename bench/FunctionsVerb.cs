using BenchmarkDotNet.Running;

namespace PromptIntel.Bench;

/// <summary>BenchmarkDotNet over the benchmark classes of this project; takes its options, such as <c>--filter</c>.</summary>
internal static class FunctionsVerb
{
    public static int Run(string[] args)
    {
        BenchmarkSwitcher.FromAssembly(typeof(FunctionsVerb).Assembly).Run(args);

        return 0;
    }
}
