using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>The one way to the store: commit, apply to own memory, nudge the others. Also asks the validators.</summary>
internal sealed class CatalogCommits(
    PromptCatalog catalog, ICatalogStore store, IChangeNudge nudge, IEnumerable<IEntryValidator> validators, TimeProvider time)
{
    private readonly ImmutableArray<IEntryValidator> _validators = [.. validators];

    /// <summary>Now, in the resolution that stores keep.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task<CommitResult> CommitAsync(CatalogChange change, CancellationToken cancellationToken) =>
        (await CommitAsync([change], cancellationToken))[0];

    public async Task<IReadOnlyList<CommitResult>> CommitAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken)
    {
        IReadOnlyList<CommitResult> results = await store.CommitAsync(changes, cancellationToken);
        long last = 0;
        foreach (CommitResult.Applied applied in results.OfType<CommitResult.Applied>())
        {
            catalog.Apply(applied.Position, applied.State);
            last = applied.Position;
        }

        if (last > 0)
        {
            nudge.Publish(last);
        }

        return results;
    }

    /// <summary>The reasons of every validator to refuse a version.</summary>
    public async Task<ImmutableArray<EntryError>> ValidateAsync(EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<EntryError>();
        foreach (IEntryValidator validator in _validators)
        {
            errors.AddRange(await validator.ValidateAsync(candidate, after, cancellationToken));
        }

        return errors.ToImmutable();
    }
}
