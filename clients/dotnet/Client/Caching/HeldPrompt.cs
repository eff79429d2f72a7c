using System.Diagnostics.CodeAnalysis;

using PromptIntel.Client.Catalog;

namespace PromptIntel.Client.Caching;

/// <summary>
/// One prompt of the cache. A read that began before a change is not taken for one after it. Safe for concurrent use; who asks while it is
/// being read waits for that read.
/// </summary>
/// <param name="isVersion">Asked for by its number.</param>
internal sealed class HeldPrompt(bool isVersion) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private Held? _value;
    private int _changes;

    /// <summary>Whether it is to be read, which it is before the first time too.</summary>
    public bool IsOutdated => Volatile.Read(ref _value)?.AsOf != Volatile.Read(ref _changes);

    /// <summary>Whether it was read and will never change.</summary>
    public bool IsImmutable => isVersion && Volatile.Read(ref _value) is { Current.Document.Composed: null };

    /// <summary>What was read last, whether it still stands or not; null before the first read.</summary>
    public CachedPrompt? LastKnown => Volatile.Read(ref _value) is { } value ? value.Current with { IsCurrent = false } : null;

    /// <summary>
    /// Whether it may read what a change is of: what it includes, or anything where that is not known, which it is not while it is being
    /// read nor while it cannot be used.
    /// </summary>
    public bool MayInclude(CatalogChange change) =>
        _reading.CurrentCount == 0
        || Volatile.Read(ref _value) is not { } value
        || (value.Current.Document.Composed is { } composed
            && (composed.Problems.Count > 0
                || composed.Includes.Any(entry => entry.Name == change.Name && entry.Namespace == change.Namespace)));

    public void Outdate() => Interlocked.Increment(ref _changes);

    public bool TryGet([NotNullWhen(true)] out CachedPrompt? prompt)
    {
        Held? value = Volatile.Read(ref _value);
        prompt = value is not null && value.AsOf == Volatile.Read(ref _changes) ? value.Current : null;
        return prompt is not null;
    }

    /// <param name="read">Given the entity tag that is held; its document is null where that still stands.</param>
    public async Task<CachedPrompt> ReadAsync(
        Func<string?, CancellationToken, Task<(PromptDocument? Document, string ETag)>> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);

        try
        {
            if (TryGet(out CachedPrompt? prompt))
            {
                return prompt;
            }

            int asOf = Volatile.Read(ref _changes);
            (PromptDocument? document, string etag) = await read(_value?.ETag, cancellationToken);
            CachedPrompt current = document is null ? _value!.Current : new CachedPrompt(document, IsCurrent: true);
            Volatile.Write(ref _value, new Held(current, etag, asOf));
            return current;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private sealed record Held(CachedPrompt Current, string ETag, int AsOf);
}
