using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Inference;

namespace PromptIntel.Core.Execution.Models;

/// <summary>A prompt version read once: its body and the parts of a request that do not change with the variables.</summary>
internal sealed class PreparedPrompt
{
    /// <summary>Reserved against a budget where the prompt sets no limit of its own.</summary>
    private const int AssumedOutputTokens = 1_024;

    public PreparedPrompt(EntryVersion version)
    {
        Body = PromptBody.Read(version.Body);
        Label = $"{version.Key}@{version.Number}";
        MaxToolCalls = PromptTools.LimitOf(Body);
        Tools = [.. PromptTools.ReferencesOf(Body).Select(KeyOf)];
        MaxOutputTokens = Int(PromptParameters.MaxOutputTokens);
    }

    public PromptBody Body { get; }

    /// <summary><c>namespace/name@version</c>.</summary>
    public string Label { get; }

    /// <summary>What its model may call, in the order of the prompt.</summary>
    public ImmutableArray<EntryKey> Tools { get; }

    /// <summary>How often; null where the prompt leaves it to the installation.</summary>
    public int? MaxToolCalls { get; }

    private int? MaxOutputTokens { get; }

    public int OutputTokensToReserve => MaxOutputTokens ?? AssumedOutputTokens;

    /// <summary>
    /// The output schema itself, taken from the pinned entries when the prompt refers to one; null when it answers with text.
    /// </summary>
    public JsonElement? OutputSchema(PinnedEntries pinned) => Body.OutputSchema switch
    {
        { ValueKind: JsonValueKind.String } reference => SchemaEntry(pinned, reference.GetString()!),
        { ValueKind: JsonValueKind.Object } inline => inline,
        _ => null,
    };

    /// <param name="schema">Of the output.</param>
    /// <param name="extraction">Instead of the prompt's own rules; null leaves them.</param>
    public ChatOptions ToOptions(ResolvedModel model, JsonElement? schema, JsonElement variables, JsonElement? extraction)
    {
        var options = new ChatOptions
        {
            ModelId = model.Model,
            Temperature = Float(PromptParameters.Temperature),
            TopP = Float(PromptParameters.TopP),
            FrequencyPenalty = Float(PromptParameters.FrequencyPenalty),
            PresencePenalty = Float(PromptParameters.PresencePenalty),
            Seed = Int(PromptParameters.Seed),
            MaxOutputTokens = MaxOutputTokens,
            StopSequences = Stops(),
        };

        if (schema is { } answer)
        {
            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(answer, "answer");
        }

        if ((extraction ?? OwnExtraction()) is { } rules)
        {
            options.AdditionalProperties = new AdditionalPropertiesDictionary { [ModelProperties.ExtractionRules] = rules };

            if (rules.TryGetProperty("source", out JsonElement source) && source.ValueKind == JsonValueKind.String
                && variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(source.GetString()!, out JsonElement text)
                && text.ValueKind == JsonValueKind.String)
            {
                options.AdditionalProperties[ModelProperties.ExtractionText] = text.GetString();
            }
        }

        return options;
    }

    private JsonElement? OwnExtraction() =>
        Body.Config.ValueKind == JsonValueKind.Object && Body.Config.TryGetProperty("extraction", out JsonElement rules) ? rules : null;

    private static JsonElement SchemaEntry(PinnedEntries pinned, string reference) =>
        pinned.Find(KeyOf(reference))?.Body ?? throw new InvalidOperationException($"The schema {reference} is not pinned.");

    private static EntryKey KeyOf(string reference) =>
        EntryKey.TryParse(reference.Split('@')[0], "components", out EntryKey key) ? key : default;

    private List<string>? Stops() => Parameter(PromptParameters.Stop) switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(stop => stop.GetString()!)],
        _ => null,
    };

    private float? Float(string name) => Number(name) is { } value ? (float)value.GetDouble() : null;

    private int? Int(string name) => Number(name) is { } value && value.TryGetInt32(out int number) ? number : null;

    private JsonElement? Number(string name) => Parameter(name) is { ValueKind: JsonValueKind.Number } number ? number : null;

    private JsonElement? Parameter(string name) =>
        Body.Parameters.ValueKind == JsonValueKind.Object && Body.Parameters.TryGetProperty(name, out JsonElement value) ? value : null;
}
