using System.Collections.Immutable;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>How often each stage was begun, over all leases, so that a repeat is recorded as one. Safe for concurrent use.</summary>
internal sealed class AttemptCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Path, string ItemKey), int> _last = [];
    private readonly Dictionary<(string Path, string ItemKey), int> _begun = [];

    /// <param name="known">What the store has.</param>
    /// <param name="epoch">Attempts of this lease were inserted for it, so they are begun now and not again.</param>
    public AttemptCounts(ImmutableArray<StageAttempt> known, long epoch)
    {
        foreach (StageAttempt attempt in known)
        {
            (string, string) key = (attempt.Path, attempt.ItemKey);
            _last[key] = Math.Max(_last.GetValueOrDefault(key), attempt.Attempt);

            if (attempt.LeaseEpoch == epoch)
            {
                _begun[key] = attempt.Attempt;
            }
        }
    }

    /// <summary>Whether its attempt is recorded for this lease already; asked once.</summary>
    public bool IsBegun(string path, string itemKey, out int attempt)
    {
        lock (_lock)
        {
            return _begun.Remove((path, itemKey), out attempt);
        }
    }

    public int Next(string path, string itemKey)
    {
        lock (_lock)
        {
            return _last[(path, itemKey)] = _last.GetValueOrDefault((path, itemKey)) + 1;
        }
    }
}
