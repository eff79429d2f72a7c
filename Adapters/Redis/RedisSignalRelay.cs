using System.Text.Json;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Signals;

namespace PromptIntel.Adapters.Redis;

/// <summary>
/// The doorbells of executions over Redis. Every process hears of work, ends and changes. Commits and tokens have a channel of their
/// own for each execution, which only those listen to who show it to somebody; a message there is the list of tokens since the last.
/// </summary>
internal sealed class RedisSignalRelay : ISignalRelay, IDisposable
{
    private const string Channel = "executions";
    private const string Work = "work";
    private const string Ended = "ended";
    private const string Changed = "changed";

    /// <summary>A model call waits for this answer, and can do without it.</summary>
    private static readonly TimeSpan AskTimeout = TimeSpan.FromMilliseconds(250);

    private readonly RedisBus _bus;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TokenBuffer _tokens = new();
    private readonly RedisWatches _watches;
    private readonly Subscribers<Signal> _receivers = new();
    private readonly IDisposable _subscription;

    public RedisSignalRelay(RedisBus bus, IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisSignalRelay> logger)
    {
        (_bus, _interval, _time, _logger) = (bus, options.Value.TokenInterval, time, logger);
        _watches = new RedisWatches(id => bus.Subscribe(WatchChannel(id), message => OnWatched(id, message)));
        // What was rung while Redis was gone was not heard; waits that it would have ended ask the store within their poll.
        _subscription = bus.Subscribe(Channel, OnSignal, () => _receivers.Publish(new Signal.Work()));
    }

    public void Send(Signal signal)
    {
        switch (signal)
        {
            case Signal.Work:
                _bus.Publish(Channel, Work);
                break;
            case Signal.Ended ended:
                SendTokens(ended.Id);
                _bus.Publish(Channel, $"{Ended} {ended.Id:N}");
                break;
            case Signal.Changed changed:
                _bus.Publish(Channel, $"{Changed} {changed.Id:N}");
                break;
            case Signal.Stepped stepped:
                SendStep(stepped.Id, _tokens.Take(stepped.Id));
                break;
            case Signal.Transient transient:
                if (_tokens.Add(transient.Id, transient.Event))
                {
                    _ = SendTokensLaterAsync(transient.Id);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(signal));
        }
    }

    public IDisposable Receive(Action<Signal> received) => _receivers.Add(received);

    public IDisposable Watch(Guid id) => _watches.Add(id);

    public async ValueTask<bool> IsWatchedAsync(Guid id, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AskTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        try
        {
            return await _bus.HasSubscribersAsync(WatchChannel(id), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private static string WatchChannel(Guid id) => $"{Channel}:{id:N}";

    private async Task SendTokensLaterAsync(Guid id)
    {
        await Task.Delay(_interval, _time);
        SendTokens(id);
    }

    private void SendTokens(Guid id)
    {
        if (_tokens.Take(id) is { Count: > 0 } tokens)
        {
            SendStep(id, tokens);
        }
    }

    private void SendStep(Guid id, IReadOnlyList<ExecutionEvent> tokens) =>
        _bus.Publish(WatchChannel(id), JsonSerializer.Serialize(tokens));

    private void OnSignal(string message)
    {
        Signal? signal = message.Split(' ') switch
        {
            [Work] => new Signal.Work(),
            [Ended, var text] when Guid.TryParseExact(text, "N", out Guid id) => new Signal.Ended(id),
            [Changed, var text] when Guid.TryParseExact(text, "N", out Guid id) => new Signal.Changed(id),
            _ => null,
        };

        if (signal is null)
        {
            // Of a later build, perhaps.
            Log.Unreadable(_logger, Channel);
        }
        else
        {
            _receivers.Publish(signal);
        }
    }

    private void OnWatched(Guid id, string message)
    {
        try
        {
            foreach (ExecutionEvent token in JsonSerializer.Deserialize<ExecutionEvent[]>(message) ?? [])
            {
                _receivers.Publish(new Signal.Transient(id, token));
            }

            _receivers.Publish(new Signal.Stepped(id));
        }
        catch (JsonException)
        {
            Log.Unreadable(_logger, WatchChannel(id));
        }
    }
}
