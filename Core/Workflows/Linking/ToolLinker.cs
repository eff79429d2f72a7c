using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>Pins what the models of a closure's prompts may call, and what that uses in turn, and checks that it can be called.</summary>
/// <param name="root">What is linked; errors of its own tools have the path of the field.</param>
internal sealed class ToolLinker(LinkContext link, OperationRegistry operations, EntryKey root)
{
    private const int DeepestCalls = 4;

    private static readonly JsonElement ObjectType = JsonElement.Parse("\"object\"");
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object","properties":{}}""");

    private readonly SortedDictionary<EntryKey, PlannedTool> _tools = [];

    /// <summary>What each prompt or operation may have asked on its behalf, with the place that says so.</summary>
    private readonly Dictionary<EntryKey, List<(EntryKey Key, string Path)>> _asks = [];

    /// <summary>By key; null when no prompt has any.</summary>
    public async ValueTask<ImmutableArray<PlannedTool>?> LinkAsync(CancellationToken cancellationToken)
    {
        // Tools that are pinned here may be, or use, further prompts with tools.
        for (int index = 0; index < link.Pins.PromptsWithTools.Count; index++)
        {
            await LinkAsync(link.Pins.PromptsWithTools[index], cancellationToken);
        }

        foreach (EntryVersion prompt in link.Pins.PromptsWithTools)
        {
            CheckChains([prompt.Key], "");
        }

        return _tools.Count == 0 ? null : [.. _tools.Values];
    }

    private async ValueTask LinkAsync(EntryVersion prompt, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<ComponentReference> references = link.ToolsOf(prompt);

        for (int index = 0; index < references.Length; index++)
        {
            string path = prompt.Key == root ? $"tools[{index}]" : $"{prompt.Key}.tools[{index}]";
            int before = link.Errors.Count;
            ComponentReference reference = references[index];

            if (await link.Pins.PinAsync(reference.Candidates(), reference.Version, path, cancellationToken) is not { } entry)
            {
                continue;
            }

            Ask(prompt.Key, entry.Key, path);

            if (!_tools.ContainsKey(entry.Key) && await PlanAsync(entry, path, cancellationToken) is { } planned
                && link.Errors.Count == before)
            {
                _tools[entry.Key] = planned;
            }

            if (!names.Add(FunctionOf(entry.Key)))
            {
                link.Refuse(path, "invalid_tool", $"Another tool of this prompt is also called {FunctionOf(entry.Key)} towards a model.");
            }
        }
    }

    private async ValueTask<PlannedTool?> PlanAsync(EntryVersion entry, string path, CancellationToken cancellationToken)
    {
        if (FunctionOf(entry.Key) is { Length: > PlannedTool.LongestFunction } name)
        {
            link.Refuse(path, "invalid_tool", $"{name} is longer than the {PlannedTool.LongestFunction} characters that models take.");
            return null;
        }

        switch (entry.Kind)
        {
            case EntryKind.Prompt when link.IsUsable(entry):
                PromptBody body = PromptBody.Read((link.Pins.Find(entry.Key) ?? entry).Body);
                JsonElement? variables = await link.SchemaAsync(body.InputSchema(), path, cancellationToken);
                return Plan(entry, LinkedOperation.OfPrompt(entry) with { Input = variables }, path);
            case EntryKind.Operation:
                return await link.OperationAsync(entry, path, cancellationToken) is { } operation ? Plan(entry, operation, path) : null;
            case EntryKind.Prompt:
                return null;
            default:
                link.Refuse(path, "wrong_kind", $"{entry.Key} is a {entry.Kind.ToText()}; a tool is a prompt or an operation.");
                return null;
        }
    }

    private PlannedTool? Plan(EntryVersion entry, LinkedOperation operation, string path)
    {
        if (operations.Find(operation.Type) is { CanWait: true })
        {
            link.Refuse(path, "invalid_tool", $"{entry.Key} may wait for a person, which a model cannot.");
            return null;
        }

        foreach (EntryKey used in operation.Entries)
        {
            Ask(entry.Key, used, path);
        }

        JsonElement schema = operation.Input ?? operation.Shape.Input ?? AnyObject;

        bool saysOtherwise = schema.ValueKind != JsonValueKind.Object
            || (schema.TryGetProperty("type", out JsonElement type) && !JsonElement.DeepEquals(type, ObjectType));

        if (saysOtherwise)
        {
            link.Refuse(path, "invalid_tool", $"The input of {entry.Key} is not an object by its schema, which models need.");
            return null;
        }

        return new PlannedTool
        {
            Function = FunctionOf(entry.Key),
            Description = entry.Description,
            InputSchema = schema,
            // The arguments are checked as they come, without the settings.
            Stage = operation.ToStage(entry.Key.ToString(), entry) with { With = CanonicalJson.EmptyObject, InputSchema = null },
        };
    }

    /// <summary>Refuses what would come to call itself, or calls deeper than is allowed.</summary>
    private void CheckChains(ImmutableArray<EntryKey> chain, string path)
    {
        foreach ((EntryKey next, string place) in _asks.GetValueOrDefault(chain[^1]) ?? [])
        {
            string first = path.Length == 0 ? place : path;

            if (chain.Contains(next))
            {
                link.Refuse(first, "recursive_tool", $"A tool cannot come to call itself: {string.Join(" > ", chain)} > {next}.");
            }
            else if (chain.Length > DeepestCalls)
            {
                link.Refuse(first, "too_deep", $"Tools call tools at most {DeepestCalls} deep: {string.Join(" > ", chain)} > {next}.");
            }
            else
            {
                CheckChains(chain.Add(next), first);
            }
        }
    }

    private void Ask(EntryKey asks, EntryKey asked, string path)
    {
        if (!_asks.TryGetValue(asks, out List<(EntryKey, string)>? known))
        {
            _asks[asks] = known = [];
        }

        if (!known.Exists(edge => edge.Item1 == asked))
        {
            known.Add((asked, path));
        }
    }

    private static string FunctionOf(EntryKey key)
    {
        var name = new StringBuilder(key.ToString());

        for (int at = 0; at < name.Length; at++)
        {
            name[at] = char.IsAsciiLetterOrDigit(name[at]) ? name[at] : '_';
        }

        return name.ToString();
    }
}
