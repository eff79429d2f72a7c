using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// An OpenAI-compatible endpoint in the test's own process that writes each call into a file, with the instance that made it and with
/// the run and stage that the prompt names: what happened, by a witness outside the engine.
/// </summary>
internal sealed partial class StageStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _file = Path.GetTempFileName();
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<long, StubCall> _inFlight = [];
    private readonly ConcurrentDictionary<(string Run, string Stage), int> _asked = [];
    private long _calls;

    private StageStub(WebApplication app) => _app = app;

    /// <summary>
    /// Environment of the programs: the stub stands behind one model, the offline extractor behind the shipped prompts. A call says by
    /// its path which start of which instance made it.
    /// </summary>
    public string[] Settings =>
    [
        "PromptIntel__Inference__Provider=OpenAI",
        "PromptIntel__Inference__DefaultModel=offline/offline-extractor",
        $"PromptIntel__Inference__Providers__stub__BaseUrl={_app.Urls.Single()}/{{name}}/{{start}}/v1",
        "PromptIntel__Inference__Providers__stub__ApiKey=none",
    ];

    /// <summary>
    /// Called before each answer; what it awaits keeps the stage in flight. Its token is cancelled when the caller is gone.
    /// </summary>
    public Func<StubCall, CancellationToken, Task> Answering { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Of which calls the model behind them is away: they get 503, once <see cref="Answering"/> lets them go.</summary>
    public Func<StubCall, bool> IsAway { get; set; } = NobodyIsAway;

    public static Func<StubCall, bool> NobodyIsAway { get; } = _ => false;

    /// <summary>Calls that were begun.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public IReadOnlyCollection<StubCall> InFlight => [.. _inFlight.Values];

    /// <summary>Until <paramref name="more"/> calls more have begun.</summary>
    public Task WaitForMoreCallsAsync(int more)
    {
        long until = Calls + more;
        return ClusterFile.WaitAsync(() => Task.FromResult(Calls >= until), $"{more} more stages are called");
    }

    /// <summary>An answer that takes a while, a different one for each call.</summary>
    public static Func<StubCall, CancellationToken, Task> Pace(TimeSpan shortest, TimeSpan longest) => async (call, gone) =>
    {
        using var timer = new PeriodicTimer(shortest + ((longest - shortest) * (call.Number * 37 % 100 / 100.0)));
        await timer.WaitForNextTickAsync(gone);
    };

    public static async Task<StageStub> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new StageStub(builder.Build());
        stub._app.MapPost("/{name}/{start}/v1/chat/completions", stub.AnswerAsync);
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>Writes between the calls that an instance was killed; gives the calls that were in flight then.</summary>
    public IReadOnlyList<StubCall> NoteKill(string instance)
    {
        lock (_lock)
        {
            Write("killed", instance);
            return [.. _inFlight.Values.Where(call => call.Instance == instance)];
        }
    }

    /// <summary>The file as it stands, in the order of what happened.</summary>
    public IReadOnlyList<StubLine> Read()
    {
        lock (_lock)
        {
            return [.. File.ReadLines(_file).Select(StubLine.Parse)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(_file);
    }

    private async Task<IResult> AnswerAsync(string name, string start, JsonElement body, CancellationToken gone)
    {
        Match asked = Asked().Match(body.GetProperty("messages")[0].GetProperty("content").ToString());
        string run = asked.Groups["run"].Value;
        string stage = asked.Groups["stage"].Value;
        var call = new StubCall(Interlocked.Increment(ref _calls), $"{name}/{start}", run, stage)
        {
            Model = body.GetProperty("model").GetString()!,
            Ordinal = _asked.AddOrUpdate((run, stage), 1, static (_, before) => before + 1),
        };

        lock (_lock)
        {
            _inFlight[call.Number] = call;
            Write("begin", call);
        }

        try
        {
            await Answering(call, gone);

            lock (_lock)
            {
                _inFlight.Remove(call.Number, out _);
                Write("end", call);
            }
        }
        finally
        {
            _inFlight.Remove(call.Number, out _);
        }

        if (IsAway(call))
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Json(CallOf(body, call) is { } message
            ? Completion(message, "tool_calls")
            : Completion(new { role = "assistant", content = $"{call.Stage} done" }, "stop"));
    }

    /// <summary>The first tool, called with the run's own name, until it has given something; null where there is none.</summary>
    private static object? CallOf(JsonElement body, StubCall call)
    {
        JsonElement last = body.GetProperty("messages").EnumerateArray().Last();

        if (!body.TryGetProperty("tools", out JsonElement tools) || last.GetProperty("role").GetString() == "tool")
        {
            return null;
        }

        string name = tools[0].GetProperty("function").GetProperty("name").GetString()!;
        string arguments = JsonSerializer.Serialize(new { run = call.Run, stage = "tool" });
        return new { role = "assistant", tool_calls = new[] { new { id = "c1", type = "function", function = new { name, arguments } } } };
    }

    private static object Completion(object message, string reason) => new
    {
        id = "c1",
        @object = "chat.completion",
        created = 1_767_225_600,
        model = "stub-1",
        choices = new[] { new { index = 0, finish_reason = reason, message } },
        usage = new { prompt_tokens = 10, completion_tokens = 2, total_tokens = 12 },
    };

    private void Write(string what, StubCall call) => File.AppendAllText(
        _file, string.Create(CultureInfo.InvariantCulture, $"{what} {call.Instance} {call.Number} {call.Run} {call.Stage}\n"));

    private void Write(string what, string instance) => File.AppendAllText(_file, $"{what} {instance}\n");

    [GeneratedRegex("run=(?<run>[^ ]+) stage=(?<stage>[^ ]+)")]
    private static partial Regex Asked();
}

/// <param name="Instance">Name and start, such as <c>worker-1/3</c>.</param>
internal sealed record StubCall(long Number, string Instance, string Run, string Stage)
{
    public string Worker => Instance.Split('/')[0];

    /// <summary>Empty for a call that was read back.</summary>
    public string Model { get; init; } = "";

    /// <summary>How often its stage was called in its run, with this one; 0 for a call that was read back.</summary>
    public int Ordinal { get; init; }
}

/// <summary>A line of the file: <c>begin</c> or <c>end</c> of a call, or an instance <c>killed</c>.</summary>
internal sealed record StubLine(string What, string Instance, StubCall? Call)
{
    public static StubLine Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new StubLine(
            parts[0],
            parts[1],
            parts.Length == 2 ? null : new StubCall(long.Parse(parts[2], CultureInfo.InvariantCulture), parts[1], parts[3], parts[4]));
    }
}
