using Microsoft.Extensions.Time.Testing;

namespace PromptIntel.Tests.Shared;

/// <summary>A clock that stands still until a test moves it, and that tells when the code under test has set a timer on it.</summary>
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 4, 1, 8, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<ObservedTimer> _timers = [];
    private TaskCompletionSource _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ObservedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        timer.Observe(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Until a timer is set that fires after exactly this time; a test in which none is ends after <see cref="LongestWait"/>.
    /// </summary>
    public async Task WaitForTimerAsync(TimeSpan dueIn, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task set;

            lock (_lock)
            {
                if (_timers.Any(timer => timer.FiresAt(GetUtcNow() + dueIn)))
                {
                    return;
                }

                set = _timerSet.Task;
            }

            await set.WaitAsync(LongestWait, cancellationToken);
        }
    }

    private sealed class ObservedTimer(TestClock clock, ITimer timer) : ITimer
    {
        private DateTimeOffset _due;
        private TimeSpan _period;

        public bool FiresAt(DateTimeOffset instant) =>
            instant == _due || (_period > TimeSpan.Zero && instant > _due && (instant - _due).Ticks % _period.Ticks == 0);

        public void Observe(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);

                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (_due, _period) = (clock.GetUtcNow() + dueTime, period);
                    clock._timers.Add(this);
                    clock._timerSet.TrySetResult();
                    clock._timerSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool changed = timer.Change(dueTime, period);
            Observe(dueTime, period);
            return changed;
        }

        public void Dispose()
        {
            Observe(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
