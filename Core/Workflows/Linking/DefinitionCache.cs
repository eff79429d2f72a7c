using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What linking reads out of entries, by content hash, bounded. Safe for concurrent use.</summary>
internal sealed class DefinitionCache(VersionChecks checks)
{
    private const int MostDefinitions = 2_000;

    private readonly BoundedCache<string, Parsed<WorkflowDefinition>> _recipes = new(MostDefinitions);
    private readonly BoundedCache<string, Parsed<OperationDefinition>> _operations = new(MostDefinitions);
    private readonly BoundedCache<string, LinkedPrompt> _prompts = new(MostDefinitions);

    public Parsed<WorkflowDefinition> Recipe(EntryVersion version) =>
        Get(_recipes, version, static entry => DefinitionParser.ParseRecipe(entry.Body));

    public Parsed<OperationDefinition> Operation(EntryVersion version) =>
        Get(_operations, version, static entry => DefinitionParser.ParseOperation(entry.Body));

    public LinkedPrompt Prompt(EntryVersion version) => Get(_prompts, version, entry => LinkedPrompt.Read(entry, checks.Check(entry)));

    private static T Get<T>(BoundedCache<string, T> cache, EntryVersion version, Func<EntryVersion, T> parse)
        where T : class => cache.TryGet(version.ContentHash, out T? parsed) ? parsed : cache.Add(version.ContentHash, parse(version));
}

/// <summary>What of a prompt matters to whoever uses it.</summary>
/// <param name="Model">As written; null stands for the default.</param>
/// <param name="Tools">What its model may call.</param>
/// <param name="Problem">Why the prompt cannot be used; null when it can.</param>
internal sealed record LinkedPrompt(
    string? Model, string? FallbackModel, JsonElement? OutputSchema, ImmutableArray<ComponentReference> Tools, string? Problem)
{
    public static LinkedPrompt Read(EntryVersion version, ImmutableArray<EntryError> problems)
    {
        if (!problems.IsEmpty)
        {
            return new LinkedPrompt(null, null, null, [], string.Join("; ", problems));
        }

        PromptBody prompt = PromptBody.Read(version.Body);
        IEnumerable<ComponentReference?> tools = PromptTools.ReferencesOf(prompt).Select(ComponentReference.TryParse);
        return new LinkedPrompt(prompt.Model, prompt.FallbackModel, prompt.OutputSchema, [.. tools.OfType<ComponentReference>()], null);
    }
}
