using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>What a server did under load.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="ProcessorTime">Of the server, microseconds a request.</param>
internal sealed record Load(double Rate, double ProcessorTime);

/// <summary>
/// Loads a server with GET requests over 32 connections: by <c>wrk</c>, or where that is not installed by a loop of this process.
/// </summary>
internal static partial class LoadGenerator
{
    private const int Connections = 32;
    private const int Seconds = 3;

    public static bool HasWrk { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    public static async Task<Load> RunAsync(ServerProcess server, string path)
    {
        TimeSpan before = server.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        long requests = HasWrk ? await RunWrkAsync(new Uri(server.Address, path)) : await RunLoopsAsync(server, path);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Load(requests / seconds, (server.ProcessorTime - before).TotalMicroseconds / requests);
    }

    private static async Task<long> RunWrkAsync(Uri address)
    {
        string[] arguments = [
            "-t1", $"-c{Connections}", $"-d{Seconds}s", "-H", $"{BenchServers.ApiKeyHeader}: {BenchServers.ApiKey}", address.ToString()
        ];
        using Process wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        string report = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();

        return RequestCount().Match(report) is { Success: true } match && !report.Contains("Non-2xx", StringComparison.Ordinal)
            ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The load was not answered: {report}");
    }

    private static async Task<long> RunLoopsAsync(ServerProcess server, string path)
    {
        using HttpClient client = BenchServers.ClientOf(server);
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds));
        long[] counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            long count = 0;

            for (; !ending.IsCancellationRequested; count++)
            {
                await client.GetByteArrayAsync(path, CancellationToken.None);
            }

            return count;
        }));
        return counts.Sum();
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex RequestCount();
}
