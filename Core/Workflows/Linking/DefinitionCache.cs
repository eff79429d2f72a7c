using System.Collections.Concurrent;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>Parsed definitions by content hash, bounded. Safe for concurrent use.</summary>
internal sealed class DefinitionCache
{
    private const int MostDefinitions = 2_000;

    private readonly ConcurrentDictionary<string, Parsed<WorkflowDefinition>> _recipes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Parsed<OperationDefinition>> _operations = new(StringComparer.Ordinal);

    public Parsed<WorkflowDefinition> Recipe(EntryVersion version) => Get(_recipes, version, static entry => DefinitionParser.ParseRecipe(entry.Body));

    public Parsed<OperationDefinition> Operation(EntryVersion version) => Get(_operations, version, static entry => DefinitionParser.ParseOperation(entry.Body));

    private static Parsed<T> Get<T>(ConcurrentDictionary<string, Parsed<T>> cache, EntryVersion version, Func<EntryVersion, Parsed<T>> parse)
        where T : class
    {
        if (cache.TryGetValue(version.ContentHash, out Parsed<T>? parsed))
        {
            return parsed;
        }

        if (cache.Count >= MostDefinitions)
        {
            cache.Clear();
        }

        return cache[version.ContentHash] = parse(version);
    }
}
