using ModelContextProtocol.Server;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// Tells every client that listens that the prompts have changed, from the catalog's own change log: at most once in a tenth of a second,
/// whoever wrote and wherever. It holds no prompts itself; <see cref="PromptHandlers"/> lists them. Safe for concurrent use.
/// </summary>
internal sealed class PromptChanges : McpServerPrimitiveCollection<McpServerPrompt>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ITimer _timer;
    private readonly IDisposable _subscription;
    private int _isDue;

    public PromptChanges(PromptCatalog catalog, TimeProvider time)
    {
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _subscription = catalog.Subscribe(changed =>
        {
            if (changed.Kind == EntryKind.Prompt && Interlocked.Exchange(ref _isDue, 1) == 0)
            {
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        });
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _timer.Dispose();
    }

    private void Tell()
    {
        Volatile.Write(ref _isDue, 0);
        RaiseChanged();
    }
}
