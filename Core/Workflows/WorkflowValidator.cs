using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Linking;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Keeps workflows whole: refuses a component that does not parse or fit, and a new version of anything that would break a recipe
/// which uses it, naming the recipe and the wire. A recipe that is broken already is not held against the candidate.
/// </summary>
public sealed class WorkflowValidator(OperationRegistry operations, JsonSchemaValidator schemas) : IEntryValidator
{
    private readonly WorkflowLinker _linker = new(operations, schemas);

    public async ValueTask<ImmutableArray<EntryError>> ValidateAsync(EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken)
    {
        ImmutableArray<EntryError> own = await CheckAsync(candidate, after, cancellationToken);
        return own.IsEmpty ? await CheckDependentsAsync(candidate, after, cancellationToken) : own;
    }

    /// <summary>Everything that is wrong with one entry in a catalog; nothing for kinds that have no rules here.</summary>
    public async ValueTask<ImmutableArray<EntryError>> CheckAsync(EntryVersion version, ICatalogReader catalog, CancellationToken cancellationToken) => version.Kind switch
    {
        EntryKind.Recipe or EntryKind.Operation => Convert((await _linker.LinkAsync(version, catalog, cancellationToken)).Errors),
        EntryKind.Solver => CheckSolver(version, catalog),
        EntryKind.Schema => CheckSchema(version),
        _ => [],
    };

    private async ValueTask<ImmutableArray<EntryError>> CheckDependentsAsync(EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken)
    {
        // What nobody gets by default breaks nobody: a candidate or staging version may be worked on freely.
        if (after.Find(candidate.Key) is not { } state || state.Resolve(default) != candidate.Number)
        {
            return [];
        }

        var errors = ImmutableArray.CreateBuilder<EntryError>();

        foreach (EntryState recipe in after.Entries.Where(entry => entry.Kind == EntryKind.Recipe && entry.Key != candidate.Key).OrderBy(entry => entry.Key))
        {
            LinkedWorkflow linked = await _linker.LinkAsync(recipe.Current, after, cancellationToken);

            if (!linked.Errors.IsEmpty && linked.Entries.Any(entry => entry.Key == candidate.Key) && await WasWholeAsync(recipe.Current, candidate, after, cancellationToken))
            {
                errors.AddRange(linked.Errors.Select(error => new EntryError("", $"This would break the recipe {recipe.Key}: {error}")));
            }
        }

        return errors.ToImmutable();
    }

    private async ValueTask<bool> WasWholeAsync(EntryVersion recipe, EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken)
    {
        if (candidate.Number == 1 || await after.GetAsync(candidate.Key, VersionSelector.ForVersion(candidate.Number - 1), cancellationToken) is not { } previous)
        {
            return false;
        }

        return (await _linker.LinkAsync(recipe, new CatalogWithout(after, previous), cancellationToken)).Errors.IsEmpty;
    }

    private ImmutableArray<EntryError> CheckSchema(EntryVersion version) =>
        SchemaReferences.In(version.Body).Count == 0 && schemas.CheckSchema(version.Body) is { } problem ? [new EntryError("", problem)] : [];

    private static ImmutableArray<EntryError> CheckSolver(EntryVersion version, ICatalogReader catalog)
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(version.Body);
        return parsed.Definition is not { } solver
            ? Convert(parsed.Errors)
            : [.. solver.Recipes
                .Where(reference => !reference.Candidates(["workflows"]).Any(key => catalog.Find(key) is { Kind: EntryKind.Recipe }))
                .Select(reference => new EntryError("recipes", $"There is no recipe {reference}."))];
    }

    private static ImmutableArray<EntryError> Convert(ImmutableArray<DefinitionError> errors) =>
        [.. errors.Select(error => new EntryError(error.Path, error.Detail))];

    /// <summary>The catalog with one entry still at its previous version.</summary>
    private sealed class CatalogWithout(ICatalogReader inner, EntryVersion previous) : ICatalogReader
    {
        public long Position => inner.Position;

        public IReadOnlyCollection<EntryState> Entries => [.. inner.Entries.Select(Replace)];

        public EntryState? Find(EntryKey key) => inner.Find(key) is { } state ? Replace(state) : null;

        public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
            key == previous.Key && selector.IsDefault ? new(previous) : inner.GetAsync(key, selector, cancellationToken);

        public IDisposable Subscribe(Action<EntryState> applied) => inner.Subscribe(applied);

        private EntryState Replace(EntryState state) => state.Key != previous.Key ? state : state with
        {
            LatestVersion = previous.Number,
            Labels = state.Labels.Remove(VersionSelector.ProductionLabel),
            Versions = state.Versions.SetItem(previous.Number, previous),
        };
    }
}
