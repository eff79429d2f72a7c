using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Linking;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Keeps workflows whole: refuses a component that does not parse or fit, and a change of anything that would break a recipe or solver
/// which uses it, naming the recipe and the wire. A recipe that is broken already is not held against the change.
/// </summary>
public sealed class WorkflowValidator : IEntryValidator
{
    private readonly JsonSchemaValidator _schemas;
    private readonly WorkflowLinker _linker;
    private readonly DependentRecipes _dependents;

    public WorkflowValidator(OperationRegistry operations, JsonSchemaValidator schemas)
    {
        _schemas = schemas;
        _linker = new WorkflowLinker(operations, schemas);
        _dependents = new DependentRecipes(_linker);
    }

    public async ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();

        foreach (EntryVersion candidate in edit.Candidates)
        {
            ImmutableArray<EntryError> errors = await CheckAsync(candidate, edit.After, cancellationToken);
            refusals.AddRange(errors.Select(error => new EntryRefusal(candidate.Key, error)));
        }

        // What a candidate breaks by being broken itself would only be noise beside its own errors.
        return refusals.Count > 0 ? refusals.ToImmutable() : [.. CheckSolvers(edit), .. await _dependents.CheckAsync(edit, cancellationToken)];
    }

    /// <summary>Everything that is wrong with one entry in a catalog; nothing for kinds that have no rules here.</summary>
    public async ValueTask<ImmutableArray<EntryError>> CheckAsync(EntryVersion version, ICatalogReader catalog, CancellationToken cancellationToken) => version.Kind switch
    {
        EntryKind.Recipe or EntryKind.Operation => Convert((await _linker.LinkAsync(version, catalog, cancellationToken)).Errors),
        EntryKind.Solver => CheckSolver(version, catalog),
        EntryKind.Schema => CheckSchema(version, catalog),
        EntryKind.Prompt => CheckPrompt(version),
        _ => [],
    };

    private static IEnumerable<EntryRefusal> CheckSolvers(CatalogEdit edit) =>
        from solver in edit.After.Entries
        where solver.Kind == EntryKind.Solver && CheckSolver(solver.Current, edit.Before).IsEmpty
        from entry in edit.Entries
        where edit.After.Find(entry.Key) is { IsArchived: true } && !CheckSolver(solver.Current, edit.After).IsEmpty
        select new EntryRefusal(entry.Key, new EntryError("", $"The solver {solver.Key} chooses from this recipe."));

    private ImmutableArray<EntryError> CheckSchema(EntryVersion version, ICatalogReader catalog)
    {
        foreach (string reference in SchemaReferences.In(version.Body))
        {
            if (SchemaReferences.KeyOf(reference) is not { } target || catalog.Find(target.Key) is not { Kind: EntryKind.Schema, IsArchived: false })
            {
                return [new EntryError("$ref", $"There is no schema '{reference}'.")];
            }
        }

        JsonElement whole = SchemaReferences.Resolve(version.Body, key => key == version.Key ? version : catalog.Find(key)?.Current);
        return _schemas.CheckSchema(whole) is { } problem ? [ToError("", problem)] : [];
    }

    /// <summary>The schemas that a prompt carries itself. Templates and the schema entry it names are the catalog's own rules.</summary>
    private ImmutableArray<EntryError> CheckPrompt(EntryVersion version)
    {
        if (!PromptBody.TryRead(version.Body, out PromptBody? prompt, out _))
        {
            return [];
        }

        var errors = ImmutableArray.CreateBuilder<EntryError>();

        if (SchemaRules.Check(prompt.Variables) is { } problem)
        {
            errors.Add(ToError("variables", problem));
        }

        if (prompt.OutputSchema is { ValueKind: JsonValueKind.Object } schema && SchemaReferences.In(schema).Count == 0 && _schemas.CheckSchema(schema) is { } unusable)
        {
            errors.Add(ToError("output_schema", unusable));
        }

        return errors.ToImmutable();
    }

    /// <summary>A problem that begins with a place in the schema (<c>#/properties/x/type: ...</c>) becomes one with the path of the field.</summary>
    private static EntryError ToError(string field, string problem)
    {
        int end = problem.StartsWith("#/", StringComparison.Ordinal) ? problem.IndexOf(": ", StringComparison.Ordinal) : -1;
        return end < 0
            ? new EntryError(field, problem)
            : new EntryError(string.Join('.', [.. field.Length == 0 ? (string[])[] : [field], .. problem[2..end].Split('/')]), problem[(end + 2)..]);
    }

    private static ImmutableArray<EntryError> CheckSolver(EntryVersion version, ICatalogReader catalog)
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(version.Body);
        return parsed.Definition is not { } solver
            ? Convert(parsed.Errors)
            : [.. solver.Recipes
                .Where(reference => !reference.Candidates(["workflows"]).Any(key => catalog.Find(key) is { Kind: EntryKind.Recipe, IsArchived: false }))
                .Select(reference => new EntryError("recipes", $"There is no recipe {reference}."))];
    }

    private static ImmutableArray<EntryError> Convert(ImmutableArray<DefinitionError> errors) =>
        [.. errors.Select(error => new EntryError(error.Path, error.Detail))];
}
