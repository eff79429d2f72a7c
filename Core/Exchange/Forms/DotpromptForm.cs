using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Dotprompt: front matter with Picoschema, and Handlebars with tags for roles, media and history.</summary>
internal sealed partial class DotpromptForm : IPromptForm
{
    private const string Kept = "dotprompt";

    private static readonly string[] Marks = ["input", "output", "variant", "ext", "toolDefs"];

    public string Name => "dotprompt";

    public string LookedFor => "*.prompt, or Markdown whose front matter has input or output (dotprompt)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        file.Extension == ".prompt"
        || (file.Extension is ".md" or ".markdown" or ".txt" && file.Text is not null && file.Front is { IsThere: true, Matter: { } front }
            && Marks.Any(mark => front.Find(mark) is not null));

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        // A partial is named with an underscore before its name, and included without.
        string stem = file.Folder.Length == 0 ? file.Stem : file.Stem[(file.Folder.Length + 1)..];
        var draft = new PromptDraft(InFolder(file, stem.TrimStart('_')), new Findings());
        if (file.Front.Take(draft.Findings) is { } front)
        {
            Read(draft, front);
            DotpromptMessages.Read(draft, front.Text, partial => InFolder(file, partial), isPartial: stem.StartsWith('_'));
        }

        yield return draft;
    }

    private static string InFolder(SourceFile file, string name) => file.Folder.Length == 0 ? name : $"{file.Folder}/{name}";

    private static void Read(PromptDraft draft, FrontMatter front)
    {
        draft.Description = front.StringOf("description") ?? front.StringOf("name");
        foreach (JsonProperty field in front.Fields.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "description" or "name":
                    break;
                case "model":
                    ModelSettings.TakeModel(draft, "model", null, Qualify(field.Value.ToString()));
                    break;
                case "config":
                    ModelSettings.TakeParameters(draft, Kept, "config", WithoutKeys(draft, field.Value));
                    break;
                case "input":
                    ReadInput(draft, field.Value);
                    break;
                case "output":
                    ReadOutput(draft, field.Value);
                    break;
                case "tools" or "toolDefs":
                    draft.Keep(
                        Kept, field.Name, field.Value, "a tool is a prompt or an operation of this catalog, so none of these is called");
                    break;
                default:
                    draft.Keep(Kept, field.Name, field.Value);
                    break;
            }
        }
    }

    /// <summary>The models of this form are Google's, mostly named without a provider.</summary>
    private static string Qualify(string model) =>
        model.StartsWith("gemini", StringComparison.Ordinal) ? $"googleai/{model}" : model;

    private static JsonElement WithoutKeys(PromptDraft draft, JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty("apiKey", out _))
        {
            return config;
        }

        draft.Findings.Remark("config.apiKey", "not taken: keys are configured in PromptIntel:Inference");
        return JsonSerializer.SerializeToElement(
            config.EnumerateObject().Where(one => one.Name != "apiKey").ToDictionary(one => one.Name, one => one.Value));
    }

    private static void ReadInput(PromptDraft draft, JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.Object && input.TryGetProperty("schema", out JsonElement schema)
            && !IsOfAProgram(draft, schema, "input.schema", "the variables are those that the text names")
            && Picoschema.Read(schema, "input.schema", draft.Findings) is { } known && known["properties"] is JsonObject properties)
        {
            string[] required = known["required"] is JsonArray names ? [.. names.Select(name => name?.ToString() ?? "")] : [];
            foreach ((string name, JsonNode? property) in properties)
            {
                draft.Variables.Add(name, property as JsonObject ?? [], required.Contains(name, StringComparer.Ordinal));
            }
        }

        if (input.ValueKind == JsonValueKind.Object && input.TryGetProperty("default", out JsonElement defaults)
            && defaults.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty value in defaults.EnumerateObject())
            {
                JsonObject declared = draft.Variables.Find(value.Name)?.DeepClone() as JsonObject ?? [];
                declared["default"] = value.Value.ToNode();
                draft.Variables.Add(value.Name, declared, isRequired: false);
            }
        }
    }

    /// <summary>A schema as a whole may be one that the program of a prompt knows by this name, and nobody else.</summary>
    private static bool IsOfAProgram(PromptDraft draft, JsonElement schema, string field, string instead)
    {
        if (schema.ValueKind != JsonValueKind.String || schema.GetString() is not { } name || !ProgramName().IsMatch(name)
            || Picoschema.IsType(name))
        {
            return false;
        }

        draft.Findings.Remark(field, $"'{name}' is a schema of the program that runs it; {instead}");
        return true;
    }

    private static void ReadOutput(PromptDraft draft, JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Object)
        {
            draft.Findings.Refuse("output", "Must be an object.");
            return;
        }

        if (output.TryGetProperty("schema", out JsonElement schema))
        {
            draft.OutputSchema = IsOfAProgram(draft, schema, "output.schema", "the answer is any JSON")
                ? new JsonObject()
                : Picoschema.Read(schema, "output.schema", draft.Findings);
        }
        else if (output.TryGetProperty("format", out JsonElement format) && format.ToString() == "json")
        {
            draft.OutputSchema = new JsonObject();
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_]\w{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProgramName();
}
