using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 4: from the answer of an update until another instance serves the new version, and until a client of that instance's change
/// stream knows, at ten updates a second; with Redis, and without it by polling. Two processes on one Postgres.
/// </summary>
internal static class PropagationSpeed
{
    private const int WithRedis = 300;
    private const int WithoutRedis = 100;
    private const int WarmUps = 20;
    private const double Promise = 20;
    private const double PollingPromise = 2_000;
    private const string Namespace = "bench";
    private const string Name = "propagated";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using var redis = await ScratchServer.StartAsync("redis");
        return [
            .. await MeasureAsync("with Redis", redis.Address, WithRedis, Promise),
            .. await MeasureAsync("without", null, WithoutRedis, PollingPromise)
        ];
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(string how, string? redis, int updates, double promise)
    {
        using var scratch = new ScratchDirectory();
        await using var postgres = await ScratchServer.StartAsync("postgres", "--durable");
        await using ServerProcess writer = await BenchServers.StartSharedApiAsync(scratch.Path, postgres.Address, redis);
        await using ServerProcess reader = await BenchServers.StartSharedApiAsync(scratch.Path, postgres.Address, redis);
        await Task.WhenAll(writer.SettleAsync(), reader.SettleAsync());
        using HttpClient toWriter = BenchServers.ClientOf(writer);
        using HttpClient toReader = BenchServers.ClientOf(reader);
        (await toWriter.PostAsJsonAsync("/api/prompts", new { @namespace = Namespace, name = Name, content = "the first" }))
            .EnsureSuccessStatusCode();
        using var over = new CancellationTokenSource();
        var told = new ConcurrentDictionary<long, long>();
        Task following = FollowAsync(toReader, told, over.Token);
        (double[] served, double[] known) = await UpdateAsync(toWriter, toReader, told, updates);
        await over.CancelAsync();
        await ((Task)following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [.. Rows($"another instance, {how}", served, promise), .. Rows($"a client's cache, {how}", known, promise)];
    }

    private static IEnumerable<SpeedRow> Rows(string what, double[] milliseconds, double promise) =>
    [
        new SpeedRow(4, $"{what}, p50", At(milliseconds, 0.50), "what p99 promises", promise, "ms", double.PositiveInfinity),
        new SpeedRow(4, $"{what}, p99", At(milliseconds, 0.99), "the promise", promise, "ms", 1),
    ];

    /// <summary>
    /// Milliseconds after each update's answer until the other instance served it, and until the stream told it;
    /// none where that came first.
    /// </summary>
    private static async Task<(double[] Served, double[] Known)> UpdateAsync(
        HttpClient writer, HttpClient reader, ConcurrentDictionary<long, long> told, int updates)
    {
        var answered = new List<(long Position, long At, Task<long> Served)>();
        using var pace = new PeriodicTimer(Pace);

        for (int update = 0; update < updates + WarmUps && await pace.WaitForNextTickAsync(); update++)
        {
            using HttpResponseMessage response = await writer.PostAsJsonAsync(
                "/api/prompts/update", new { @namespace = Namespace, name = Name, content = $"text {update}" });
            long at = Stopwatch.GetTimestamp();
            JsonElement body = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            answered.Add((body.GetProperty("position").GetInt64(), at, ServedAsync(reader, body.GetProperty("version").GetInt32())));
        }

        answered.RemoveRange(0, WarmUps);
        var (served, known) = (new double[updates], new double[updates]);

        for (int index = 0; index < updates; index++)
        {
            (long position, long at, Task<long> serving) = answered[index];
            served[index] = Elapsed(at, await serving);

            while (!told.ContainsKey(position))
            {
                await Task.Delay(Glance);
            }

            known[index] = Elapsed(at, told[position]);
        }

        return (served, known);
    }

    private static async Task<long> ServedAsync(HttpClient reader, int version)
    {
        while ((await reader.GetFromJsonAsync<JsonElement>($"/api/prompts/{Namespace}/{Name}")).GetProperty("version").GetInt32() < version)
        {
            await Task.Delay(Glance);
        }

        return Stopwatch.GetTimestamp();
    }

    private static async Task FollowAsync(HttpClient reader, ConcurrentDictionary<long, long> told, CancellationToken over)
    {
        using HttpResponseMessage response = await reader.GetAsync("/api/changes?after=0", HttpCompletionOption.ResponseHeadersRead, over);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(over));

        while (await lines.ReadLineAsync(over) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                told[long.Parse(line["id: ".Length..], CultureInfo.InvariantCulture)] = Stopwatch.GetTimestamp();
            }
        }
    }

    private static double Elapsed(long from, long to) => Math.Max(0, Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);

    private static double At(double[] values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Length) - 1);
}
