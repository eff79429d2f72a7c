using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Signals;

namespace PromptIntel.Core.Tests.Execution.Signals;

public sealed class ExecutionSignalsTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly RecordingRelay _relay = new();
    private readonly ExecutionSignals _signals;

    public ExecutionSignalsTests() => _signals = new ExecutionSignals(_relay);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void WhatHappensHere_IsSentToTheOthers()
    {
        ExecutionEvent token = Delta("a");

        _signals.RingForWork();
        _signals.PublishStep(_id);
        _signals.PublishTransient(_id, token);
        _signals.PublishChange(_id);
        _signals.Publish(_id);

        Assert.Equal<Signal>(
            [new Signal.Work(), new Signal.Stepped(_id), new Signal.Transient(_id, token), new Signal.Changed(_id), new Signal.Ended(_id)],
            _relay.Sent);
    }

    [Fact]
    public async Task WhatTheOthersSend_RingsHere_AndIsNotSentOn()
    {
        using ExecutionSignals.Listener waiter = _signals.Listen(_id, SignalScope.Ends);
        using ExecutionSignals.Listener watcher = _signals.Listen(_id, SignalScope.Transients);
        var changed = new List<Guid>();
        _signals.Changed += changed.Add;

        _relay.Receive(new Signal.Work());
        _relay.Receive(new Signal.Transient(_id, Delta("a")));
        _relay.Receive(new Signal.Stepped(_id));
        _relay.Receive(new Signal.Changed(_id));
        _relay.Receive(new Signal.Ended(_id));

        await _signals.WaitForWorkAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).WaitAsync(LongEnough, Token);
        Assert.Empty(await waiter.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).WaitAsync(LongEnough, Token));
        Assert.Equal(
            "stage.delta",
            Assert.Single(await watcher.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).WaitAsync(LongEnough, Token)).Type);
        Assert.Equal([_id], changed);
        Assert.Empty(_relay.Sent);
    }

    [Fact]
    public async Task OnlyWhoShowsTokens_WatchesInTheOtherProcesses()
    {
        ExecutionSignals.Listener waiter = _signals.Listen(_id, SignalScope.Ends);
        Assert.Empty(_relay.Watched);
        Assert.False(await _signals.HasTransientListenersAsync(_id, Token));

        ExecutionSignals.Listener watcher = _signals.Listen(_id, SignalScope.Transients);
        Assert.Equal([_id], _relay.Watched);
        Assert.True(await _signals.HasTransientListenersAsync(_id, Token));
        waiter.Dispose();
        watcher.Dispose();

        Assert.Empty(_relay.Watched);
    }

    [Fact]
    public async Task ListenerThatDoesNotKeepUp_LosesTheOldestTokens_AndHoldsNobodyUp()
    {
        const int Published = 3_000;
        using ExecutionSignals.Listener slow = _signals.Listen(_id, SignalScope.Transients);

        for (int number = 1; number <= Published; number++)
        {
            _signals.PublishTransient(_id, Delta($"{number}"));
        }

        IReadOnlyList<ExecutionEvent> kept =
            await slow.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).WaitAsync(LongEnough, Token);
        Assert.Equal(
            Enumerable.Range(Published - 1_024 + 1, 1_024).Select(number => $"{number}"),
            kept.Select(token => token.Data.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task AWatcherElsewhere_IsATransientListener()
    {
        _relay.IsWatchedElsewhere = true;

        Assert.True(await _signals.HasTransientListenersAsync(_id, Token));
    }

    public void Dispose() => _signals.Dispose();

    private static ExecutionEvent Delta(string text) =>
        new(0, ExecutionEvents.StageDelta, "draft", JsonSerializer.SerializeToElement(new { text }));

    private sealed class RecordingRelay : ISignalRelay
    {
        private Action<Signal>? _received;

        public List<Signal> Sent { get; } = [];

        public List<Guid> Watched { get; } = [];

        public bool IsWatchedElsewhere { get; set; }

        public void Send(Signal signal) => Sent.Add(signal);

        public void Receive(Signal signal) => _received!(signal);

        public IDisposable Receive(Action<Signal> received)
        {
            _received = received;
            return new Undo(() => _received = null);
        }

        public IDisposable Watch(Guid id)
        {
            Watched.Add(id);
            return new Undo(() => Watched.Remove(id));
        }

        public ValueTask<bool> IsWatchedAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(IsWatchedElsewhere);
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
