using System.Collections.Concurrent;
using System.Threading.Channels;

namespace PromptIntel.Core.Execution.Signals;

/// <summary>
/// Doorbells: work is there, something was committed, a token came; within this process, and through the relay in the others. Nothing
/// depends on them but latency: who listens also asks the store now and then. What the relay brings rings here and is not sent on.
/// Safe for concurrent use.
/// </summary>
public sealed class ExecutionSignals : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Listener[]> _listeners = [];
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly ISignalRelay _relay;
    private readonly IDisposable _receiving;

    public ExecutionSignals(ISignalRelay relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        _relay = relay;
        _receiving = relay.Receive(Receive);
    }

    /// <summary>Somebody outside the lease changed this execution.</summary>
    internal event Action<Guid>? Changed;

    /// <summary>Something may be ready to be claimed, by whichever process has a place.</summary>
    public void RingForWork()
    {
        RingHere();
        _relay.Send(new Signal.Work());
    }

    /// <summary>This process has a place again for what may be ready.</summary>
    public void RingHere()
    {
        if (_work.CurrentCount == 0)
        {
            try
            {
                _work.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another rang at the same moment; one ring wakes the engine as well as two.
            }
        }
    }

    /// <summary>Until somebody rings, at most <paramref name="atMost"/>.</summary>
    public async Task WaitForWorkAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        try
        {
            await _work.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Tells who listens to this execution or batch that something was committed which may end a wait.</summary>
    public void Publish(Guid id) => Publish(id, ended: null);

    /// <summary>As <see cref="Publish(Guid)"/>, with what was committed: who listens here need not read it.</summary>
    public void Publish(Guid id, ExecutionRecord? ended)
    {
        Deliver(id, SignalScope.Ends, null, ended);
        _relay.Send(new Signal.Ended(id));
    }

    /// <summary>As <see cref="Publish(Guid)"/>, where the other processes have nothing to learn.</summary>
    public void PublishHere(Guid id) => Deliver(id, SignalScope.Ends, null);

    /// <summary>Tells of a commit after which the execution goes on; who waits for its end is not woken.</summary>
    public void PublishStep(Guid id)
    {
        Deliver(id, SignalScope.Commits, null);
        _relay.Send(new Signal.Stepped(id));
    }

    /// <summary>Tells of an event that no store keeps.</summary>
    public void PublishTransient(Guid id, ExecutionEvent transient)
    {
        Deliver(id, SignalScope.Transients, transient);
        _relay.Send(new Signal.Transient(id, transient));
    }

    /// <summary>Tells whoever runs or watches it that it was changed from outside.</summary>
    public void PublishChange(Guid id)
    {
        ChangeHere(id);
        _relay.Send(new Signal.Changed(id));
    }

    /// <summary>Whether anybody would hear a transient event, here or in another process.</summary>
    public ValueTask<bool> HasTransientListenersAsync(Guid id, CancellationToken cancellationToken) =>
        _listeners.TryGetValue(id, out Listener[]? listeners)
            && Array.Exists(listeners, listener => listener.SignalScope == SignalScope.Transients)
            ? ValueTask.FromResult(true)
            : _relay.IsWatchedAsync(id, cancellationToken);

    /// <summary>
    /// Listens until disposed. A listener that does not keep up loses transient events, never the news that there is something new.
    /// </summary>
    public Listener Listen(Guid id, SignalScope scope)
    {
        var listener = new Listener(this, id, scope, scope == SignalScope.Ends ? null : _relay.Watch(id));
        _listeners.AddOrUpdate(id, _ => [listener], (_, others) => [.. others, listener]);
        return listener;
    }

    public void Dispose()
    {
        _receiving.Dispose();
        _work.Dispose();
    }

    private void Receive(Signal signal)
    {
        switch (signal)
        {
            case Signal.Work:
                RingHere();
                break;
            case Signal.Ended ended:
                PublishHere(ended.Id);
                break;
            case Signal.Changed changed:
                ChangeHere(changed.Id);
                break;
            case Signal.Stepped stepped:
                Deliver(stepped.Id, SignalScope.Commits, null);
                break;
            case Signal.Transient transient:
                Deliver(transient.Id, SignalScope.Transients, transient.Event);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(signal));
        }
    }

    private void ChangeHere(Guid id)
    {
        Changed?.Invoke(id);
        PublishHere(id);
    }

    private void Deliver(Guid id, SignalScope loudness, ExecutionEvent? transient, ExecutionRecord? ended = null)
    {
        if (_listeners.TryGetValue(id, out Listener[]? listeners))
        {
            foreach (Listener listener in listeners)
            {
                if (listener.SignalScope >= loudness)
                {
                    listener.Ended = ended ?? listener.Ended;
                    listener.Channel.Writer.TryWrite(transient);
                }
            }
        }
    }

    private void Remove(Listener listener)
    {
        while (_listeners.TryGetValue(listener.Id, out Listener[]? listeners))
        {
            Listener[] rest = [.. listeners.Where(other => other != listener)];
            bool isDone = rest.Length == 0
                ? _listeners.TryRemove(KeyValuePair.Create(listener.Id, listeners))
                : _listeners.TryUpdate(listener.Id, rest, listeners);

            if (isDone)
            {
                return;
            }
        }
    }

    /// <summary>One listener; read by one reader.</summary>
    public sealed class Listener : IDisposable
    {
        private const int Capacity = 1_024;

        private readonly ExecutionSignals _signals;
        private readonly IDisposable? _watch;
        private volatile ExecutionRecord? _ended;

        internal Listener(ExecutionSignals signals, Guid id, SignalScope scope, IDisposable? watch) =>
            (_signals, Id, SignalScope, _watch) = (signals, id, scope, watch);

        internal SignalScope SignalScope { get; }

        internal Guid Id { get; }

        /// <summary>As it was last committed here when it ended or began to wait; null where nothing was told but that it is so.</summary>
        internal ExecutionRecord? Ended
        {
            get => _ended;
            set => _ended = value;
        }

        internal Channel<ExecutionEvent?> Channel { get; } = System.Threading.Channels.Channel.CreateBounded<ExecutionEvent?>(
            new BoundedChannelOptions(Capacity)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                SingleReader = true,
            });

        /// <summary>
        /// The transient events since the last call; empty when only kept ones are new, or when nothing rang for <paramref name="atMost"/>.
        /// </summary>
        public async Task<IReadOnlyList<ExecutionEvent>> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(atMost, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var transient = new List<ExecutionEvent>();

            try
            {
                await Channel.Reader.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }

            while (Channel.Reader.TryRead(out ExecutionEvent? next))
            {
                if (next is not null)
                {
                    transient.Add(next);
                }
            }

            return transient;
        }

        public void Dispose()
        {
            _signals.Remove(this);
            _watch?.Dispose();
        }
    }
}

/// <summary>What wakes a listener; each includes those before it.</summary>
public enum SignalScope
{
    /// <summary>The execution or batch has ended, waits for a person, or was changed from outside.</summary>
    Ends,

    /// <summary>Every commit.</summary>
    Commits,

    /// <summary>Also events that no store keeps.</summary>
    Transients,
}
