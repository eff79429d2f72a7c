using System.Diagnostics;
using System.Net.Http.Headers;

using PromptIntel.Bench.Speed.Servers;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 14: a cached GET of one client, a hundred times a second, from the moment on that the server says it is ready: plain, as a page of
/// another origin, and with a user's token; and again, as many, once the last of them has settled. All requests of all starts are one
/// sample: the hundredth that took longest is what a client meets. Beside each stands the same of a bare server, started as often and asked
/// alike: what of it is the machine's.
/// </summary>
internal static class LatencySpeed
{
    private const string Path = "/api/prompts/agents/broadcast_rights_advisor";
    private const string HealthPath = "/health";
    private const string Origin = "http://localhost:3000";
    private const int Starts = 3;
    private const int Requests = 100;
    private const double Promise = 1;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using TokenIssuer issuer = await TokenIssuer.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["PromptIntel__Api__CorsOrigins__0"] = Origin,
            ["PromptIntel__Auth__Firebase__ProjectId"] = TokenIssuer.Project,
            ["PromptIntel__Auth__Firebase__MetadataAddress"] = issuer.MetadataAddress,
        };
        using var scratch = new ScratchDirectory();
        await File.WriteAllTextAsync(AnswerOf(scratch), "{}");

        await using (ServerProcess first = await BenchServers.StartApiAsync(scratch.Path, settings))
        {
            // This one imports the shipped content and learns the vectors, which the others find.
            await first.SettleAsync();
        }

        return
        [
            .. await MeasureAsync("plain", scratch, settings, headers => headers.Add(BenchServers.ApiKeyHeader, BenchServers.ApiKey)),
            .. await MeasureAsync("with Origin", scratch, settings, headers =>
            {
                headers.Add(BenchServers.ApiKeyHeader, BenchServers.ApiKey);
                headers.Add("Origin", Origin);
            }),
            .. await MeasureAsync(
                "with a token", scratch, settings,
                headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token("ada"))),
        ];
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(
        string how, ScratchDirectory scratch, Dictionary<string, string> settings, Action<HttpRequestHeaders> prepare)
    {
        (List<double> first, List<double> settled) = await AskStartsAsync(
            () => BenchServers.StartApiAsync(scratch.Path, settings), server => server.SettleAsync(), prepare);
        (List<double> bareFirst, List<double> bareSettled) = await AskStartsAsync(
            () => BenchServers.StartFloorAsync(scratch.Path, AnswerOf(scratch)), _ => Task.CompletedTask, prepare);
        return
        [
            .. Rows($"cached GET {how}, first second", first, bareFirst),
            .. Rows($"cached GET {how}, later", settled, bareSettled),
        ];
    }

    private static IEnumerable<SpeedRow> Rows(string what, List<double> milliseconds, List<double> bare) =>
    [
        new SpeedRow(14, $"{what}, p99", At(milliseconds, 0.99), "the promise", Promise, "ms", 1) { Spread = Turns.Spread(milliseconds) },
        new SpeedRow(14, $"{what}, p99", At(milliseconds, 0.99), "bare Kestrel, p99", At(bare, 0.99), "ms", double.PositiveInfinity),
        new SpeedRow(14, $"{what}, p50", At(milliseconds, 0.50), "bare Kestrel, p50", At(bare, 0.50), "ms", double.PositiveInfinity),
    ];

    /// <summary>Milliseconds of each request: of the first second of every start, and of as many requests later.</summary>
    private static async Task<(List<double> First, List<double> Later)> AskStartsAsync(
        Func<Task<ServerProcess>> start, Func<ServerProcess, Task> settle, Action<HttpRequestHeaders> prepare)
    {
        List<double> first = [];

        for (int count = 1; ; count++)
        {
            await using ServerProcess server = await start();
            first.AddRange(await AskAsync(server, Requests, prepare));

            if (count == Starts)
            {
                await settle(server);
                return (first, await AskAsync(server, Requests * Starts, prepare));
            }
        }
    }

    /// <summary>Milliseconds of each request.</summary>
    private static async Task<List<double>> AskAsync(ServerProcess server, int requests, Action<HttpRequestHeaders> prepare)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        prepare(client.DefaultRequestHeaders);
        var taken = new List<double>(requests);
        // Opens the connection, which is no part of a read: with one a start, it would be the hundredth.
        (await client.GetAsync(HealthPath)).Dispose();
        using var pace = new PeriodicTimer(Pace);

        do
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await client.GetAsync(Path);
            await response.Content.ReadAsByteArrayAsync();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            response.EnsureSuccessStatusCode();
        }
        while (taken.Count < requests && await pace.WaitForNextTickAsync());

        return taken;
    }

    private static string AnswerOf(ScratchDirectory scratch) => System.IO.Path.Combine(scratch.Path, "answer.json");

    private static double At(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
