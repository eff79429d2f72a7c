using System.Collections.Immutable;

namespace PromptIntel.Core.Sessions;

/// <summary>
/// Keeps the keys that browsers' sessions are protected with, shared by all instances of an installation. What is kept is never changed
/// and never removed. Safe for concurrent use.
/// </summary>
public interface ISessionKeyStore
{
    /// <summary>Everything that was added, oldest first by the store's clock.</summary>
    Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key under a name of its own; one whose name is taken is left out, the first stays.</summary>
    /// <param name="key">As text; whoever has it can make sessions.</param>
    Task AddAsync(string name, string key, CancellationToken cancellationToken);
}
