using System.Text.Json;

using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Semantic Kernel: a prompt in YAML, or a folder with <c>skprompt.txt</c> and <c>config.json</c>.</summary>
internal sealed class KernelForm : IPromptForm
{
    private const string Kept = "semantic_kernel";
    private const string TextFile = "skprompt.txt";
    private const string ConfigFile = "config.json";
    private const string OwnFormat = "semantic-kernel";

    private static readonly string[] Marks = ["template_format", "input_variables", "execution_settings", "output_variable"];

    public string Name => "semantic-kernel";

    public string LookedFor =>
        "YAML with template and template_format, input_variables or execution_settings, or skprompt.txt with config.json (semantic-kernel)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        file.Name == TextFile
        || (file.Extension is ".yaml" or ".yml" && file.TopNames() is var names && names.Contains("template")
            && Marks.Any(names.Contains));

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        bool isFolder = file.Name == TextFile;
        var draft = new PromptDraft(isFolder && file.Folder.Length > 0 ? file.Folder : file.Stem, new Findings());
        JsonElement? fields = isFolder ? ReadConfig(file, all, draft.Findings) : file.Read(out _);
        if (fields is { ValueKind: JsonValueKind.Object } settings)
        {
            Read(draft, settings, isFolder ? new SourceText(file.Text!, "", 1) : TemplateOf(settings, draft.Findings));
        }
        else if (!draft.Findings.HasErrors)
        {
            draft.Findings.Refuse("", "The file is no object.", 1);
        }

        yield return draft;
    }

    private static JsonElement? ReadConfig(SourceFile file, SourceFiles all, Findings findings)
    {
        if (!all.TryFind($"{file.Folder}/{ConfigFile}".TrimStart('/'), out SourceFile? config))
        {
            findings.Remark("", $"there is no {ConfigFile} beside it");
            return JsonElement.Parse("{}");
        }

        all.IsPartOf(config, file);
        if (config.Read(out var error) is not { } fields)
        {
            findings.Refuse(ConfigFile, error!.ToString());
            return null;
        }

        return fields;
    }

    private static SourceText TemplateOf(JsonElement fields, Findings findings)
    {
        if (fields.TryGetProperty("template", out JsonElement template) && template.ValueKind == JsonValueKind.String)
        {
            return new SourceText(template.GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal), "template", null);
        }

        findings.Refuse("template", "Must be a text.");
        return new SourceText("", "template", null);
    }

    private static void Read(PromptDraft draft, JsonElement fields, SourceText source)
    {
        string format = OwnFormat;
        foreach (JsonProperty field in fields.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "name" or "template" or "schema" or "type":
                    break;
                case "description":
                    draft.Description = field.Value.ToString();
                    break;
                case "template_format":
                    format = field.Value.ToString();
                    break;
                case "input_variables":
                    ReadInputs(draft, field.Value);
                    break;
                case "input" when field.Value.ValueKind == JsonValueKind.Object
                    && field.Value.TryGetProperty("parameters", out JsonElement old):
                    ReadInputs(draft, old);
                    break;
                case "execution_settings":
                    ReadSettings(draft, field.Value);
                    break;
                case "completion":
                    ModelSettings.TakeParameters(draft, Kept, "completion", field.Value);
                    break;
                default:
                    draft.Keep(Kept, field.Name, field.Value);
                    break;
            }
        }

        if (draft.Description is null && fields.TryGetProperty("name", out JsonElement name))
        {
            draft.Description = name.ToString();
        }

        KernelMessages.Read(draft, source, format);
    }

    private static void ReadInputs(PromptDraft draft, JsonElement inputs)
    {
        foreach ((string name, JsonElement declaration) in PropertyList.In(inputs))
        {
            draft.Variables.Add(name, PropertyList.ToSchema(declaration, draft.Findings), PropertyList.IsRequired(declaration) ?? true);
        }
    }

    /// <summary>Settings of several services: those of the default one, else of the first.</summary>
    private static void ReadSettings(PromptDraft draft, JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object || settings.GetPropertyCount() == 0)
        {
            return;
        }

        // The old form is the settings of one service themselves.
        JsonProperty[] services = [.. settings.EnumerateObject()];
        bool isOne = services.Any(service => service.Value.ValueKind != JsonValueKind.Object);
        JsonElement chosen = isOne ? settings : services.FirstOrDefault(service => service.Name == "default", services[0]).Value;
        if (services.Length > 1 && !isOne)
        {
            string taken = settings.TryGetProperty("default", out _) ? "default" : services[0].Name;
            draft.Findings.Remark("execution_settings", $"of {services.Length} services those of {taken} are taken");
        }

        if (chosen.TryGetProperty("model_id", out JsonElement model) && model.ValueKind == JsonValueKind.String)
        {
            ModelSettings.TakeModel(draft, "execution_settings.model_id", null, model.GetString()!);
        }

        JsonElement rest = JsonSerializer.SerializeToElement(
            chosen.EnumerateObject().Where(one => one.Name != "model_id").ToDictionary(one => one.Name, one => one.Value));
        ModelSettings.TakeParameters(draft, Kept, "execution_settings", rest);
    }
}
