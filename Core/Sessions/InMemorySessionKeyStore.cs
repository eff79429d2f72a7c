using System.Collections.Immutable;

namespace PromptIntel.Core.Sessions;

/// <summary>Keys within one process.</summary>
public sealed class InMemorySessionKeyStore : ISessionKeyStore
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, string Key)> _keys = [];

    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(_keys.Select(kept => kept.Key).ToImmutableArray());
        }
    }

    public Task AddAsync(string name, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (!_keys.Exists(kept => kept.Name == name))
            {
                _keys.Add((name, key));
            }
        }

        return Task.CompletedTask;
    }
}
