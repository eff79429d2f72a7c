using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>
/// The hierarchy of components: solvers choose recipes, recipes use recipes and operations, operations are of a type and read prompts,
/// schemas and config. Who uses whom is found out once a change of the catalog; a version is read once. Safe for concurrent use.
/// </summary>
public sealed class ComponentCatalog(ICatalogReader catalog, OperationRegistry operations, ComposedPrompts prompts, VersionChecks checks)
{
    /// <summary>
    /// References may go on for longer than an answer may be nested: readers of JSON take 64 levels, and each reference is two.
    /// </summary>
    private const int Deepest = 30;

    private static readonly EntryKind[] Kinds = [EntryKind.Operation, EntryKind.Recipe, EntryKind.Solver];

    private readonly ConditionalWeakTable<EntryVersion, References> _read = [];
    private readonly Lock _making = new();
    private (EntrySet Of, ComponentGraph Graph, ImmutableArray<EntryKey> Keys)? _made;

    /// <summary>The keys of operations, recipes, solvers and types, in their order.</summary>
    public ImmutableArray<EntryKey> Keys => Made().Keys;

    /// <summary>A component, or what components use: a prompt, a schema, config. Null when there is none of this name.</summary>
    public Component? Find(EntryKey key)
    {
        if (catalog.Find(key) is { IsArchived: false } state)
        {
            return Describe(state.Current, Made().Graph.UsesOf(key));
        }

        return key.Namespace == Component.TypeNamespace && operations.Find(key.Name) is { } type
            ? new Component(
                Component.TypeKind, key, null, type.Summary, [], type.Type, type.InputSchema, type.OutputSchema, null, [])
            : null;
    }

    /// <summary>The kind of what stands under a key: of an entry, or <c>type</c>.</summary>
    public string KindOf(EntryKey key) => catalog.Find(key)?.Kind.ToText() ?? Component.TypeKind;

    /// <summary>None for a type.</summary>
    public ImmutableArray<string> TagsOf(EntryKey key) => catalog.Find(key)?.Current.Tags ?? [];

    /// <summary>Who refers to it itself, by key: what a change of it may concern.</summary>
    public IReadOnlyCollection<EntryKey> UsersOf(EntryKey key) => Made().Graph.UsersOf(key);

    /// <summary>The component with everything that it comes to use, each expanded once, over at most 30 references.</summary>
    public ComponentTree Expand(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Expand(component, [], 0);
    }

    private ComponentTree Expand(Component component, HashSet<EntryKey> shown, int depth)
    {
        if (depth == Deepest)
        {
            // Not shown: a shorter way to it may still show what it uses.
            return new ComponentTree(component, [], IsShownBefore: false, IsCut: !component.Uses.IsEmpty);
        }

        bool isFirst = shown.Add(component.Key);
        return new ComponentTree(
            component,
            isFirst
                ? [.. component.Uses.Select(use => Find(use.Key)).OfType<Component>().Select(used => Expand(used, shown, depth + 1))]
                : [],
            !isFirst && !component.Uses.IsEmpty,
            IsCut: false);
    }

    private (EntrySet Of, ComponentGraph Graph, ImmutableArray<EntryKey> Keys) Made()
    {
        EntrySet entries = catalog.Entries;

        // One at a time: those who ask after the same change wait for the first of them.
        lock (_making)
        {
            if (_made is not { } made || !ReferenceEquals(made.Of, entries))
            {
                made = (entries, new ComponentGraph(entries, IsThere, Read), [.. KeysOf(entries).Order()]);
                _made = made;
            }

            return made;
        }
    }

    private IEnumerable<EntryKey> KeysOf(EntrySet entries) =>
        Kinds.SelectMany(entries.OfKind).Select(state => state.Key)
            .Concat(operations.Types.Select(type => new EntryKey(Component.TypeNamespace, type)))
            .Distinct();

    private bool IsThere(EntryKey key) =>
        catalog.Find(key) is { IsArchived: false } || (key.Namespace == Component.TypeNamespace && operations.Find(key.Name) is not null);

    private ImmutableArray<ComponentReferences.Reference> Read(EntryVersion version) =>
        _read.GetValue(version, one => new References(checks.Check(one).IsEmpty ? ComponentReferences.Of(one, operations) : [])).All;

    private Component Describe(EntryVersion version, ImmutableArray<ComponentUse> uses)
    {
        (string? type, JsonElement? input, JsonElement? output, JsonElement? wires) = checks.Check(version).IsEmpty
            ? ShapeOf(version)
            : default;
        return new Component(
            version.Kind.ToText(), version.Key, version.Number, version.Description, version.Tags, type, Resolve(input), Resolve(output),
            wires, uses);
    }

    private (string? Type, JsonElement? Input, JsonElement? Output, JsonElement? Wires) ShapeOf(EntryVersion version)
    {
        switch (version.Kind)
        {
            case EntryKind.Operation when DefinitionParser.ParseOperation(version.Body).Definition is { } operation:
                OperationShape shape = ShapeOf(operation);
                return (operation.Type, operation.InputSchema ?? shape.Input, operation.OutputSchema ?? shape.Output, null);
            case EntryKind.Recipe when DefinitionParser.ParseRecipe(version.Body).Definition is { } recipe:
                return (null, recipe.InputSchema, null, recipe.Output);
            case EntryKind.Solver when DefinitionParser.ParseSolver(version.Body).Definition is { } solver:
                return (null, solver.InputSchema, null, null);
            case EntryKind.Prompt when prompts.Compose(version) is { Errors.IsEmpty: true } composed:
                var body = Catalog.Prompts.PromptBody.Read(composed.Version.Body);
                return (null, body.InputSchema(), body.OutputSchema, null);
            default:
                return default;
        }
    }

    /// <summary>What the type knows of the operation, where everything that it reads is there and can be used.</summary>
    private OperationShape ShapeOf(OperationDefinition definition)
    {
        if (operations.Find(definition.Type) is not { } operation)
        {
            return OperationShape.Unknown;
        }

        OperationRequirements needs = operation.Require(definition.Settings);
        bool isWhole = needs.Errors.IsEmpty && needs.Entries.OfType<EntrySelector.One>().All(
            one => Current(one.Key) is { } entry && entry.Kind == one.Kind && checks.Check(entry).IsEmpty);
        return isWhole ? operation.Describe(definition.Settings, key => Current(key)!) : OperationShape.Unknown;
    }

    private EntryVersion? Current(EntryKey key) =>
        catalog.Find(key) is { IsArchived: false } state ? prompts.Compose(state.Current).Version : null;

    private JsonElement? Resolve(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object or JsonValueKind.String } known ? SchemaReferences.Resolve(known, Current) : null;

    private sealed record References(ImmutableArray<ComponentReferences.Reference> All);
}
