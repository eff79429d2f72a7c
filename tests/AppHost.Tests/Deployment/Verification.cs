using System.Diagnostics;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>What eng/verify-deployment says of a deployment.</summary>
/// <param name="Passed">The names of the checks that passed.</param>
/// <param name="Failed">Those that failed, each with the reason.</param>
internal sealed record Verification(int ExitCode, IReadOnlyList<string> Passed, IReadOnlyList<string> Failed, string Output)
{
    private const string Ok = "ok      ";
    private const string Broken = "FAILED  ";

    public static async Task<Verification> RunAsync(string url, string? key = null)
    {
        var start = new ProcessStartInfo(Path.Combine(ServerScript.FindRoot(), "eng", "verify-deployment"), [url])
        {
            // It looks at nothing but the deployment.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PROMPTINTEL_KEY"] = key;
        using Process process = Process.Start(start)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string[] said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        string[] lines = said[0].Split('\n');
        return new Verification(process.ExitCode, Beginning(lines, Ok), Beginning(lines, Broken), string.Concat(said));
    }

    /// <summary>Fails the test with what the script said.</summary>
    public void AssertPassed()
    {
        Assert.True(ExitCode == 0 && Failed.Count == 0, Output);
        // All of them ran.
        Assert.True(Passed.Count >= 20, Output);
    }

    private static string[] Beginning(IEnumerable<string> lines, string how) =>
        [.. lines.Where(line => line.StartsWith(how, StringComparison.Ordinal)).Select(line => line[how.Length..])];
}
