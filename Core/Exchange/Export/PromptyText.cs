using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Forms;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Export;

/// <summary>A prompt as a Prompty file of the second version, which reads back to the same prompt.</summary>
internal static class PromptyText
{
    private const string Kept = "prompty";

    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        [PromptParameters.Temperature] = "temperature",
        [PromptParameters.TopP] = "topP",
        [PromptParameters.MaxOutputTokens] = "maxOutputTokens",
        [PromptParameters.FrequencyPenalty] = "frequencyPenalty",
        [PromptParameters.PresencePenalty] = "presencePenalty",
        [PromptParameters.Seed] = "seed",
        [PromptParameters.Stop] = "stopSequences",
    };

    /// <summary>
    /// Where Jinja2 says the same in other letters, or a file cannot tell what it is, the messages stand beside it as they are here.
    /// </summary>
    /// <param name="version">With what it includes in place.</param>
    public static string Write(EntryVersion version, Findings findings)
    {
        PromptBody body = PromptBody.Read(version.Body);
        string path = PathKeys.Find(version.Key) ?? version.Key.Name;
        var front = new JsonObject { ["name"] = path[(path.LastIndexOf('/') + 1)..], ["description"] = version.Description };
        WriteKept(front, version, body, findings);
        WriteModel(front, body, findings);
        WriteInputs(front, body);
        WriteOutputs(front, body);
        front["template"] = new JsonObject
        {
            ["format"] = new JsonObject { ["kind"] = "jinja2" },
            ["parser"] = new JsonObject { ["kind"] = "prompty" },
        };
        if (body.Tools.GetArrayLength() > 0)
        {
            findings.Remark("tools", "not written: what they call is in the catalog");
        }

        var messages = new StringBuilder();
        PromptyTextMessages.Write(messages, body.Messages, findings);
        if (findings.HasErrors || ReadsBack(ToText(front, messages), body))
        {
            return ToText(front, messages);
        }

        JsonObject metadata = front["metadata"] as JsonObject ?? [];
        metadata[PromptyMessagesKept.Field] = PromptyMessagesKept.Of(body);
        front["metadata"] = metadata.DeepClone();
        string text = ToText(front, messages);
        if (!ReadsBack(text, body))
        {
            findings.Refuse("messages", "They would come back in other letters.");
        }

        return text;
    }

    private static string ToText(JsonObject front, StringBuilder messages) =>
        $"---\n{YamlJson.Write(front.ToElement())}---\n{messages}";

    private static bool ReadsBack(string text, PromptBody body)
    {
        var file = new SourceFile("read.prompty", Encoding.UTF8.GetBytes(text));
        PromptDraft read = new PromptyForm().Read(file, new SourceFiles([file])).Single();
        return !read.Findings.HasErrors && PromptyMessagesKept.AreSame(new PromptBody { Type = read.Type, Messages = read.Messages }, body);
    }

    /// <summary>What an import kept goes back to where it stood.</summary>
    private static void WriteKept(JsonObject front, EntryVersion version, PromptBody body, Findings findings)
    {
        foreach (JsonProperty field in body.Config.EnumerateObject())
        {
            if (field.Name != Kept || field.Value.ValueKind != JsonValueKind.Object)
            {
                findings.Remark($"config.{field.Name}", "not written");
                continue;
            }

            foreach (JsonProperty kept in field.Value.EnumerateObject().Where(kept => !kept.Name.Contains('.', StringComparison.Ordinal)))
            {
                front[kept.Name] = kept.Value.ToNode();
            }
        }

        if (!version.Tags.IsEmpty)
        {
            JsonObject metadata = front["metadata"] as JsonObject ?? [];
            metadata["tags"] = new JsonArray([.. version.Tags.Select(tag => (JsonNode)tag)]);
            front["metadata"] = metadata.DeepClone();
        }
    }

    private static void WriteModel(JsonObject front, PromptBody body, Findings findings)
    {
        var model = new JsonObject();
        if (body.Model is { } name)
        {
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            model["id"] = name[(slash + 1)..];
            if (slash > 0)
            {
                model["provider"] = name[..slash];
            }
            else
            {
                findings.Remark("model", $"'{name}' is an alias of this installation");
            }
        }

        var options = new JsonObject();
        foreach (JsonProperty parameter in body.Parameters.EnumerateObject())
        {
            JsonNode? value = parameter.Value.ToNode();
            options[Options[parameter.Name]] = parameter.Name == PromptParameters.Stop && value is JsonValue ? new JsonArray(value) : value;
        }

        if (body.OutputSchema is { } schema && (schema.ValueKind != JsonValueKind.Object || OutputsOf(schema) is null))
        {
            options["response_format"] = schema.ValueKind == JsonValueKind.Object && schema.GetPropertyCount() == 0
                ? new JsonObject { ["type"] = "json_object" }
                : new JsonObject
                {
                    ["type"] = "json_schema",
                    ["json_schema"] = new JsonObject { ["name"] = "answer", ["schema"] = schema.ToNode() },
                };
        }

        if (options.Count > 0)
        {
            model["options"] = options;
        }

        if (model.Count > 0)
        {
            front["model"] = model;
        }
    }

    private static void WriteInputs(JsonObject front, PromptBody body)
    {
        var inputs = new JsonArray();
        HashSet<string> required = body.Variables.Field("required") is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Select(name => name.ToString())]
            : [];
        if (body.Variables.Field("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                JsonObject input = Declare(property);
                input["required"] = required.Contains(property.Name);
                inputs.Add(input);
            }
        }

        foreach (PromptMessage.Placeholder placeholder in body.Messages.OfType<PromptMessage.Placeholder>())
        {
            inputs.Add(new JsonObject { ["name"] = placeholder.Name, ["kind"] = "thread" });
        }

        if (inputs.Count > 0)
        {
            front["inputs"] = inputs;
        }
    }

    private static void WriteOutputs(JsonObject front, PromptBody body)
    {
        if (body.OutputSchema is { ValueKind: JsonValueKind.Object } schema && OutputsOf(schema) is { } outputs)
        {
            front["outputs"] = outputs;
        }
    }

    /// <summary>Null for a schema that says more than a list of outputs can.</summary>
    private static JsonArray? OutputsOf(JsonElement schema)
    {
        if (schema.Field("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return null;
        }

        HashSet<string> required = schema.Field("required") is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Select(name => name.ToString())]
            : [];
        var outputs = new JsonArray();
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            JsonObject output = Declare(property);
            if (required.Contains(property.Name))
            {
                output["required"] = true;
            }

            outputs.Add(output);
        }

        return JsonNode.DeepEquals(PropertyList.ToObject(outputs.ToElement(), new Findings()), schema.ToNode())
            ? outputs
            : null;
    }

    /// <summary>A value with its type; as a JSON Schema where it says more.</summary>
    private static JsonObject Declare(JsonProperty property)
    {
        var declared = new JsonObject { ["name"] = property.Name };
        JsonNode? schema = property.Value.ToNode();
        if (property.Value.TextField("type") is { } type)
        {
            declared["kind"] = type == "number" ? "float" : type;
        }

        foreach ((string keyword, string field) in ((string, string)[])[
            ("description", "description"), ("enum", "enumValues"), ("default", "default")])
        {
            if (property.Value.Field(keyword) is { } value)
            {
                declared[field] = value.ToNode();
            }
        }

        if (property.Value.Field("examples") is { ValueKind: JsonValueKind.Array } examples && examples.GetArrayLength() == 1)
        {
            declared["sample"] = examples[0].ToNode();
        }

        if (!JsonNode.DeepEquals(PropertyList.ToSchema(declared.ToElement(), new Findings()), schema))
        {
            declared["json_schema"] = schema;
        }

        return declared;
    }
}
