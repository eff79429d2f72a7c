using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Schemas;
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
    private readonly VersionChecks _checks;
    private readonly WorkflowLinker _linker;
    private readonly DependentRecipes _dependents;

    public WorkflowValidator(OperationRegistry operations, JsonSchemaValidator schemas, VersionChecks checks)
    {
        _schemas = schemas;
        _checks = checks;
        _linker = new WorkflowLinker(operations, schemas, checks);
        _dependents = new DependentRecipes(_linker);
    }

    public async ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();

        foreach (EntryVersion candidate in edit.Candidates)
        {
            ImmutableArray<EntryError> errors = await CheckAsync(candidate, edit.After, cancellationToken);
            refusals.AddRange(errors.Select(error => new EntryRefusal(candidate.Key, error, candidate.Number)));
        }

        // What a candidate breaks by being broken itself would only be noise beside its own errors.
        return refusals.Count > 0
            ? refusals.ToImmutable()
            : await _dependents.CheckAsync(edit, cancellationToken);
    }

    /// <summary>
    /// Everything that is wrong with one entry in a catalog: with itself, or else with what it refers to; nothing
    /// for kinds that have no rules.
    /// </summary>
    public async ValueTask<ImmutableArray<EntryError>> CheckAsync(
        EntryVersion version, ICatalogReader catalog, CancellationToken cancellationToken) =>
        _checks.Check(version) is { IsEmpty: false } own ? own : await CheckReferencesAsync(version, catalog, cancellationToken);

    private async ValueTask<ImmutableArray<EntryError>> CheckReferencesAsync(
        EntryVersion version, ICatalogReader catalog, CancellationToken cancellationToken) => version.Kind switch
        {
            EntryKind.Recipe or EntryKind.Solver or EntryKind.Operation =>
                DefinitionRule.Convert((await _linker.LinkAsync(version, catalog, cancellationToken)).Errors),
            EntryKind.Schema => CheckSchema("", version.Body, version, catalog),
            EntryKind.Prompt => await CheckPromptAsync(version, PromptBody.Read(version.Body), catalog, cancellationToken),
            _ => [],
        };

    private async ValueTask<ImmutableArray<EntryError>> CheckPromptAsync(
        EntryVersion version, PromptBody prompt, ICatalogReader catalog, CancellationToken cancellationToken)
    {
        ImmutableArray<EntryError> schema =
            prompt.OutputSchema is { ValueKind: JsonValueKind.Object } output ? CheckSchema("output_schema", output, version, catalog) : [];

        // What it would be to run it says what is wrong with its tools, and only that is asked for here.
        return schema.IsEmpty && prompt.Tools.GetArrayLength() > 0
            ? DefinitionRule.Convert((await _linker.LinkAsync(version, catalog, cancellationToken)).Errors)
            : schema;
    }

    /// <param name="field">Where the schema stands in the entry; empty when it is the entry.</param>
    private ImmutableArray<EntryError> CheckSchema(string field, JsonElement schema, EntryVersion version, ICatalogReader catalog)
    {
        if (CheckReferences(field.Length == 0 ? "$ref" : field, schema, catalog) is { IsEmpty: false } missing)
        {
            return missing;
        }

        JsonElement whole = SchemaReferences.Resolve(schema, key => key == version.Key ? version : catalog.Find(key)?.Current);
        return _schemas.CheckSchema(whole) is { } problem ? [DefinitionRule.ToError(field, problem)] : [];
    }

    private static ImmutableArray<EntryError> CheckReferences(string field, JsonElement schema, ICatalogReader catalog) =>
    [
        .. SchemaReferences.In(schema)
            .Where(reference => SchemaReferences.KeyOf(reference) is not { } target
                || catalog.Find(target.Key) is not { Kind: EntryKind.Schema, IsArchived: false })
            .Select(reference => new EntryError(field, $"There is no schema '{reference}'.")),
    ];
}
