using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Control;

/// <summary>What a wait reads, and what it is told instead.</summary>
public sealed class ExecutionWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ExecutionRecord _running = Record(ExecutionStatus.Running);
    private readonly ExecutionSignals _signals = new(new NoSignalRelay());
    private readonly ExecutionWatch _watch;
    private readonly Queue<ExecutionRecord?> _stored = new();
    private int _reads;

    public ExecutionWatchTests()
    {
        var clock = new TestClock();
        _watch = new ExecutionWatch(new InMemoryExecutionStore(clock), _signals, Options.Create(new ExecutionOptions()), clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_WhereItRunsHere_ReadsNothing_WhenItIsToldTheEnd()
    {
        Task<ExecutionRecord?> waiting = WaitAsync(isRunningHere: true);
        Assert.False(waiting.IsCompleted);
        ExecutionRecord ended = _running with { Status = ExecutionStatus.Failed };

        _signals.Publish(_running.Id, ended);

        Assert.Same(ended, await waiting);
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task Wait_WhereItRunsHere_Reads_WhenItIsOnlyRung()
    {
        ExecutionRecord ended = _running with { Status = ExecutionStatus.Cancelled };
        _stored.Enqueue(ended);
        Task<ExecutionRecord?> waiting = WaitAsync(isRunningHere: true);

        _signals.PublishHere(_running.Id);

        Assert.Same(ended, await waiting);
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task Wait_WhereItDoesNotRun_ReadsFirst_AndIsToldAllTheSame()
    {
        _stored.Enqueue(_running);
        Task<ExecutionRecord?> waiting = WaitAsync(isRunningHere: false);
        Assert.Equal(1, _reads);
        ExecutionRecord answered = _running with { Status = ExecutionStatus.Waiting };

        _signals.Publish(_running.Id, answered);

        Assert.Same(answered, await waiting);
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task Wait_ForNothing_GivesNothing()
    {
        _stored.Enqueue(null);

        Assert.Null(await WaitAsync(isRunningHere: false));
    }

    public void Dispose() => _signals.Dispose();

    private static ExecutionRecord Record(ExecutionStatus status) => new()
    {
        Id = Guid.CreateVersion7(),
        Workflow = new EntryKey("workflows", "main"),
        WorkflowVersion = 1,
        Status = status,
        Input = TestManifest.Empty,
        ManifestHash = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private Task<ExecutionRecord?> WaitAsync(bool isRunningHere) => _watch.WaitAsync(
        _running.Id,
        () => isRunningHere,
        _ =>
        {
            _reads++;
            return Task.FromResult(_stored.Dequeue());
        },
        record => record.Status.EndsWait(),
        Patience,
        Token);
}
