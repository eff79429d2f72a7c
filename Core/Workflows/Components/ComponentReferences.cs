using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>What one version refers to, as it is written: nothing is looked up. Of a version that cannot be read, nothing.</summary>
internal static class ComponentReferences
{
    private static readonly ImmutableArray<string> Workflows = ["workflows"];

    public static ImmutableArray<Reference> Of(EntryVersion version, OperationRegistry operations)
    {
        JsonElement body = version.Content.Read();
        return version.Kind switch
        {
            EntryKind.Recipe => [.. OfRecipe(DefinitionParser.ParseRecipe(body).Definition)],
            EntryKind.Operation => [.. OfOperation(DefinitionParser.ParseOperation(body).Definition, operations)],
            EntryKind.Solver => [.. OfSolver(DefinitionParser.ParseSolver(body).Definition)],
            EntryKind.Prompt => [.. OfPrompt(version, body)],
            EntryKind.Schema => [.. OfSchema(body)],
            _ => [],
        };
    }

    private static IEnumerable<Reference> OfRecipe(WorkflowDefinition? recipe) => recipe is null
        ? []
        :
        [
            .. OfSchema(recipe.InputSchema),
            .. recipe.Stages.Select(stage => new Reference(stage.Uses.Candidates(), stage.Id)),
            .. recipe.Stages.SelectMany(stage => OfSchema(stage.OutputSchema)),
        ];

    private static IEnumerable<Reference> OfOperation(OperationDefinition? operation, OperationRegistry operations)
    {
        if (operation is null)
        {
            return [];
        }

        IEnumerable<EntrySelector> entries = operations.Find(operation.Type)?.Require(operation.Settings) is { Errors.IsEmpty: true } needs
            ? needs.Entries
            : [];
        return
        [
            new Reference([new EntryKey(Component.TypeNamespace, operation.Type)]) { IsType = true },
            .. OfSchema(operation.InputSchema),
            .. OfSchema(operation.OutputSchema),
            .. entries.Select(entry => entry switch
            {
                EntrySelector.One one => new Reference([one.Key]),
                EntrySelector.Tagged tagged => new Reference([]) { Tagged = tagged },
                _ => throw new NotSupportedException($"The selector {entry.GetType().Name} is not known here."),
            }),
        ];
    }

    private static IEnumerable<Reference> OfSolver(SolverDefinition? solver) => solver is null
        ? []
        :
        [
            .. OfSchema(solver.InputSchema),
            .. OfSchema(solver.PlanSchema),
            .. solver.Recipes.Concat(solver.Prompt is { } prompt ? [prompt] : []).Select(used => new Reference(used.Candidates(Workflows))),
        ];

    private static IEnumerable<Reference> OfPrompt(EntryVersion version, JsonElement body) =>
        !PromptBody.TryRead(body, out PromptBody? prompt, out _)
        ? []
        :
        [
            .. PromptIncludes.Of(version).Select(key => new Reference([key])),
            .. PromptTools.ReferencesOf(prompt).Select(ComponentReference.TryParse).OfType<ComponentReference>()
                .Select(tool => new Reference(tool.Candidates())),
            .. OfSchema(prompt.OutputSchema),
        ];

    private static IEnumerable<Reference> OfSchema(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object or JsonValueKind.String } known
        ? SchemaReferences.In(known).Select(SchemaReferences.KeyOf).Where(target => target is not null)
            .Select(target => new Reference([target!.Value.Key]))
        : [];

    /// <param name="Candidates">The first that is there is meant.</param>
    /// <param name="Stage">Of a recipe that says so; null elsewhere.</param>
    internal sealed record Reference(ImmutableArray<EntryKey> Candidates, string? Stage = null)
    {
        /// <summary>All entries that match are meant.</summary>
        public EntrySelector.Tagged? Tagged { get; init; }

        /// <summary>What an operation is made of, which is no entry.</summary>
        public bool IsType { get; init; }
    }
}
