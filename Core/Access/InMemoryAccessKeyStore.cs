using PromptIntel.Core.Audit;

namespace PromptIntel.Core.Access;

/// <summary>Keys in memory, of one process that hears of its own changes. Safe for concurrent use.</summary>
public sealed class InMemoryAccessKeyStore(InMemoryAuditStore audit) : IAccessKeyStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, AccessKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);

    public Task<KeyResult> ChangeAsync(KeyChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            KeyResult result = KeyRules.Decide(
                _keys.GetValueOrDefault(change.Name), _keys.Values.Count(key => key.RevokedAt is null), change);

            if (result is KeyResult.Done { Key: var key })
            {
                _keys[change.Name] = key;
                audit.Append(KeyRules.ToEntry(change, key));
            }

            return Task.FromResult(result);
        }
    }

    public Task<IReadOnlyList<AccessKey>> ReadGoodAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AccessKey>>([.. _keys.Values.Where(key => key.RevokedAt is null)]);
        }
    }

    public Task<IReadOnlyList<AccessKey>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AccessKey>>(
                [.. _keys.Values.Where(key => after is null || string.CompareOrdinal(key.Name, after) > 0).Take(limit)]);
        }
    }

    public Task<AccessKey?> FindAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_keys.GetValueOrDefault(name));
        }
    }

    public Task RecordUsesAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);

        lock (_lock)
        {
            foreach (KeyUse use in uses)
            {
                _uses[use.Name] = _uses.TryGetValue(use.Name, out DateTimeOffset known) && known > use.At ? known : use.At;
            }

            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadUsesAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset>>(
                names.Where(_uses.ContainsKey).ToDictionary(name => name, name => _uses[name], StringComparer.Ordinal));
        }
    }
}
