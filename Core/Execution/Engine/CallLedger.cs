using System.Collections.Immutable;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>The calls of one stage that ended and are not committed yet, with their usage. Safe for concurrent use.</summary>
internal sealed class CallLedger
{
    private readonly Lock _lock = new();
    private List<StageAttempt>? _ended;
    private ExecutionUsage _usage = ExecutionUsage.None;
    private Reservation _reserved;
    private int _calls;

    /// <summary>The number of the next call within the attempt, from 1.</summary>
    public int NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>Whether any call of this attempt ended, committed or not.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A retry counts its calls from 1 again.</summary>
    public void BeginAttempt()
    {
        lock (_lock)
        {
            (_calls, HasEnded) = (0, false);
        }
    }

    public void End(StageAttempt attempt, Reservation reserved)
    {
        lock (_lock)
        {
            (_ended ??= []).Add(attempt);
            HasEnded = true;
            _usage += attempt.Usage;
            _reserved += reserved;
        }
    }

    /// <summary>All that is to be committed now; then it starts empty.</summary>
    public (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, Reservation Reserved) Take()
    {
        lock (_lock)
        {
            var taken = (_ended is null ? [] : _ended.ToImmutableArray(), _usage, _reserved);
            (_ended, _usage, _reserved) = (null, ExecutionUsage.None, Reservation.None);
            return taken;
        }
    }
}
