using System.Collections.Immutable;

using PromptIntel.Core.Catalog.ChangeLog;

namespace PromptIntel.Core.Access;

/// <summary>
/// Makes, rotates and revokes keys. When a call returns this instance acts on it; every other does within milliseconds while nudges arrive,
/// and within the poll interval of the change log in any case. Safe for concurrent use.
/// </summary>
public sealed class AccessKeys(IAccessKeyStore store, GoodKeys good, KeyUsages usages, IChangeNudge nudge, TimeProvider time)
{
    /// <summary>How long a key before a rotation may stay good.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    /// <summary>The secret is in the answer and nowhere else; null when the key was refused.</summary>
    public async Task<(KeyResult Result, KeySecret? Secret)> CreateAsync(NewKey key, string? actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var secret = KeySecret.Make();
        DateTimeOffset now = Now;
        var made = new AccessKey
        {
            Name = key.Name,
            Role = key.Role,
            Namespaces = [.. key.Namespaces.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            RequestsPerMinute = key.RequestsPerMinute,
            Hash = secret.Hash,
            CreatedAt = now,
            CreatedBy = actor,
        };
        KeyResult result = await ChangeAsync(
            new KeyChange.Create(made) { Name = key.Name, At = now, Actor = actor, Why = key.Why }, cancellationToken);
        return (result, result is KeyResult.Done ? secret : null);
    }

    /// <summary>A new secret; the one before stays good for <paramref name="overlap"/>, and one before that ends now.</summary>
    public async Task<(KeyResult Result, KeySecret? Secret)> RotateAsync(
        string name, TimeSpan overlap, string? actor, string? why, CancellationToken cancellationToken)
    {
        var secret = KeySecret.Make();
        DateTimeOffset now = Now;
        KeyResult result = await ChangeAsync(
            new KeyChange.Rotate(secret.Hash, now + overlap) { Name = name, At = now, Actor = actor, Why = why }, cancellationToken);
        return (result, result is KeyResult.Done ? secret : null);
    }

    /// <summary>The key and the one before it let nobody in any more.</summary>
    public Task<KeyResult> RevokeAsync(string name, string? actor, string? why, CancellationToken cancellationToken) =>
        ChangeAsync(new KeyChange.Revoke { Name = name, At = Now, Actor = actor, Why = why }, cancellationToken);

    public Task<AccessKey?> FindAsync(string name, CancellationToken cancellationToken) => store.FindAsync(name, cancellationToken);

    /// <summary>As <see cref="IAccessKeyStore.ListAsync"/>.</summary>
    public Task<IReadOnlyList<AccessKey>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(after, limit, cancellationToken);

    /// <summary>The last use of each: what this process has not written yet, and what any has written, at most a minute late.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadUsesAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyDictionary<string, DateTimeOffset> stored = await store.ReadUsesAsync(names, cancellationToken);
        return names
            .Select(name => (Name: name, At: Later(usages.LastUseOf(name), stored.TryGetValue(name, out DateTimeOffset at) ? at : null)))
            .Where(use => use.At is not null)
            .ToDictionary(use => use.Name, use => use.At!.Value, StringComparer.Ordinal);
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private async Task<KeyResult> ChangeAsync(KeyChange change, CancellationToken cancellationToken)
    {
        KeyResult result = await store.ChangeAsync(change, cancellationToken);

        if (result is KeyResult.Done)
        {
            nudge.Publish(null);

            try
            {
                // What is committed is not undone by a caller who goes away.
                await good.ReadAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                // It is committed: whoever follows the keys reads them as soon as the store answers.
                good.Invalidate();
            }
        }

        return result;
    }
}

/// <summary>A key that an operator asks for.</summary>
/// <param name="Namespaces">The only ones it may name; empty for all of them.</param>
public sealed record NewKey(string Name, Role Role, ImmutableArray<string> Namespaces, int? RequestsPerMinute, string? Why);
