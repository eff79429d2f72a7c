using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Models and their parameters by the names that other tools give them.</summary>
internal static class ModelSettings
{
    private const string DefaultProvider = "openai";

    private static readonly FrozenDictionary<string, string> Parameters = new Dictionary<string, string>
    {
        ["temperature"] = PromptParameters.Temperature,
        ["top_p"] = PromptParameters.TopP,
        ["topP"] = PromptParameters.TopP,
        ["max_tokens"] = PromptParameters.MaxOutputTokens,
        ["maxTokens"] = PromptParameters.MaxOutputTokens,
        ["max_output_tokens"] = PromptParameters.MaxOutputTokens,
        ["maxOutputTokens"] = PromptParameters.MaxOutputTokens,
        ["max_completion_tokens"] = PromptParameters.MaxOutputTokens,
        ["frequency_penalty"] = PromptParameters.FrequencyPenalty,
        ["frequencyPenalty"] = PromptParameters.FrequencyPenalty,
        ["presence_penalty"] = PromptParameters.PresencePenalty,
        ["presencePenalty"] = PromptParameters.PresencePenalty,
        ["seed"] = PromptParameters.Seed,
        ["stop"] = PromptParameters.Stop,
        ["stop_sequences"] = PromptParameters.Stop,
        ["stopSequences"] = PromptParameters.Stop,
    }.ToFrozenDictionary();

    /// <summary>Takes a model by the name it has there; one that comes from the environment is left to the installation.</summary>
    /// <param name="provider">Null where the file does not say.</param>
    public static void TakeModel(PromptDraft draft, string field, string? provider, string name)
    {
        if (name.Contains("${", StringComparison.Ordinal) || name.Contains("{{", StringComparison.Ordinal))
        {
            draft.Findings.Remark(field, $"{name} is of the environment; the installation's default model is used");
            return;
        }

        string of = provider?.ToLowerInvariant() switch
        {
            null or "" => DefaultProvider,
            "azure_openai" or "azure_openai_beta" or "azure" => "azure",
            var known => known,
        };
        draft.Model = name.Contains('/', StringComparison.Ordinal) && provider is null ? name : $"{of}/{name}";
        if (draft.Model != name)
        {
            draft.Findings.Remark(field, $"model: {draft.Model}");
        }
    }

    /// <summary>Takes the parameters that there are here, and keeps the others.</summary>
    public static void TakeParameters(PromptDraft draft, string form, string field, JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object)
        {
            draft.Findings.Refuse(field, "Must be an object.");
            return;
        }

        foreach (JsonProperty option in options.EnumerateObject())
        {
            if (option.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (option.Name is "response_format" or "responseFormat" && TakeFormat(draft, option.Value))
            {
                continue;
            }

            if (Parameters.TryGetValue(option.Name, out string? name) && FaultOf(name, option.Value) is null)
            {
                if (!(name == PromptParameters.Stop && option.Value.ValueKind == JsonValueKind.Array && option.Value.GetArrayLength() == 0))
                {
                    draft.Parameters[name] = option.Value.ToNode();
                }
            }
            else
            {
                draft.Keep(form, $"{field}.{option.Name}", option.Value, name is null ? null : FaultOf(name, option.Value)!.TrimEnd('.'));
            }
        }
    }

    private static string? FaultOf(string name, JsonElement value) =>
        name == PromptParameters.Stop && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0 ? null
        : PromptParameters.Check(new JsonObject { [name] = value.ToNode() }.ToElement()) is [var error, ..]
            ? error.Message
            : null;

    /// <summary>An answer in JSON, by a schema or any.</summary>
    private static bool TakeFormat(PromptDraft draft, JsonElement format)
    {
        string? type = format.ValueKind == JsonValueKind.String ? format.GetString() : format.TextField("type");
        if (type == "json_schema" && format.Field("json_schema")?.Field("schema") is { ValueKind: JsonValueKind.Object } schema)
        {
            draft.OutputSchema = schema.ToNode();
            return true;
        }

        if (type is "json_object" or "json")
        {
            draft.OutputSchema ??= new JsonObject();
        }

        return type is "json_object" or "json" or "text";
    }
}
