using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Tests.Jobs;

/// <summary>A job that says when it has begun and ends when it is told to, or is cancelled.</summary>
internal sealed class GatedJob(string name = "gated", string cron = "0 0 9 * * ?") : IScheduledJob
{
    private readonly ConcurrentQueue<TaskCompletionSource<ImmutableSortedDictionary<string, long>>> _begun = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private int _running;

    public string Name => name;

    public string Description => "For tests";

    public string DefaultCron => cron;

    public int Begun { get; private set; }

    public int MostAtOnce { get; private set; }

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<ImmutableSortedDictionary<string, long>>(TaskCreationOptions.RunContinuationsAsynchronously);

        lock (_begun)
        {
            Begun++;
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        _begun.Enqueue(ended);
        _waiting.Release();

        try
        {
            return await ended.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_begun)
            {
                _running--;
            }
        }
    }

    /// <summary>Until a run has begun that nobody waited for before; gives what ends it.</summary>
    public async Task<TaskCompletionSource<ImmutableSortedDictionary<string, long>>> BegunAsync(CancellationToken cancellationToken)
    {
        await _waiting.WaitAsync(cancellationToken);
        return _begun.TryDequeue(out var ended) ? ended : throw new InvalidOperationException("Nothing has begun.");
    }
}
