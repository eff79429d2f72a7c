using System.Text.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>
/// The model of a Prompty file: <c>{id, provider, options}</c>, or <c>{api, configuration, parameters}</c> of the first version. How it is
/// connected is the installation's: addresses and keys are not taken.
/// </summary>
internal static class PromptyModel
{
    private static readonly string[] Chats = ["chat", "completion", "responses", "agent"];
    private static readonly string[] Names = ["azure_deployment", "model", "name", "id"];

    public static void Read(PromptDraft draft, string kept, JsonElement model)
    {
        if (model.ValueKind == JsonValueKind.String)
        {
            ModelSettings.TakeModel(draft, "model", null, model.GetString()!);
            return;
        }

        if (model.ValueKind != JsonValueKind.Object)
        {
            draft.Findings.Refuse("model", "Must be a text or an object.");
            return;
        }

        string? provider = model.TextField("provider");
        foreach (JsonProperty field in model.EnumerateObject())
        {
            switch (field.Name)
            {
                case "id":
                    ModelSettings.TakeModel(draft, "model.id", provider, field.Value.ToString());
                    break;
                case "provider":
                    break;
                case "api" or "apiType":
                    ReadApi(draft, $"model.{field.Name}", field.Value.ToString());
                    break;
                case "configuration":
                    ReadConfiguration(draft, field.Value);
                    break;
                case "connection":
                    draft.Findings.Remark("model.connection", "not taken: providers are configured in PromptIntel:Inference");
                    break;
                case "options" or "parameters":
                    ModelSettings.TakeParameters(draft, kept, $"model.{field.Name}", field.Value);
                    break;
                default:
                    draft.Keep(kept, $"model.{field.Name}", field.Value);
                    break;
            }
        }
    }

    private static void ReadApi(PromptDraft draft, string field, string api)
    {
        if (!Chats.Contains(api, StringComparer.OrdinalIgnoreCase))
        {
            draft.Findings.Refuse(field, $"'{api}' answers with no text; a prompt here is for a model that chats.");
        }
        else if (api != "chat")
        {
            draft.Findings.Remark(field, $"{api} is called as a chat");
        }
    }

    private static void ReadConfiguration(PromptDraft draft, JsonElement configuration)
    {
        if (configuration.ValueKind != JsonValueKind.Object)
        {
            draft.Findings.Remark("model.configuration", "not taken: providers are configured in PromptIntel:Inference");
            return;
        }

        if (Names.Select(name => (Name: name, Value: configuration.TextField(name))).FirstOrDefault(one => one.Value is not null) is
            { Value: { } model } named)
        {
            ModelSettings.TakeModel(draft, $"model.configuration.{named.Name}", configuration.TextField("type"), model);
        }

        if (configuration.EnumerateObject().Any(field => field.Name != "type" && !Names.Contains(field.Name, StringComparer.Ordinal)))
        {
            draft.Findings.Remark(
                "model.configuration", "addresses and keys are not taken: providers are configured in PromptIntel:Inference");
        }
    }

}
