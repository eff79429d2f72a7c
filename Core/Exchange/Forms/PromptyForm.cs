using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Prompty, of its first and second version: Markdown with front matter and lines that name roles.</summary>
internal sealed class PromptyForm : IPromptForm
{
    private const string Kept = "prompty";

    private static readonly string[] Marks =
        ["inputs", "outputs", "sample", "authors", "template", "inputSchema", "outputSchema", "metadata"];
    private static readonly string[] Silent = ["$schema", "kind"];

    public string Name => "prompty";

    public string LookedFor =>
        "*.prompty, or Markdown whose front matter has inputs, sample, authors, template or a model in parts (prompty)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        file.Extension == ".prompty"
        || (file.Extension is ".md" or ".markdown" or ".txt" && file.Text is not null && file.Front is { IsThere: true, Matter: { } front }
            && (Marks.Any(mark => front.Find(mark) is not null) || front.Find("model") is { ValueKind: JsonValueKind.Object }));

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        var draft = new PromptDraft(file.Stem, new Findings());
        if (file.Front.Take(draft.Findings) is { } front)
        {
            Read(draft, front);
        }

        yield return draft;
    }

    private static void Read(PromptDraft draft, FrontMatter front)
    {
        draft.Description = front.StringOf("description") ?? front.StringOf("name");
        bool isTemplatePlain = false;
        JsonElement? kept = null;
        foreach (JsonProperty field in front.Fields.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field.Name)
            {
                case "description":
                case "name" when field.Value.ToString() == draft.Path[(draft.Path.LastIndexOf('/') + 1)..]:
                    break;
                case "model":
                    PromptyModel.Read(draft, Kept, field.Value);
                    break;
                case "inputs" or "inputSchema":
                    ReadInputs(draft, field.Value);
                    break;
                case "outputs" or "outputSchema":
                    draft.OutputSchema = PropertyList.ToObject(field.Value, draft.Findings);
                    break;
                case "sample":
                    ReadSample(draft, field.Value);
                    break;
                case "tags":
                    TakeTags(draft, field.Value);
                    break;
                case "metadata" when field.Value.ValueKind == JsonValueKind.Object:
                    TakeTags(draft, field.Value.Field("tags") ?? default);
                    kept = field.Value.Field(PromptyMessagesKept.Field);
                    if (field.Value.EnumerateObject().Any(one => one.Name is not ("tags" or PromptyMessagesKept.Field)))
                    {
                        draft.Keep(Kept, field.Name, Without(field.Value, PromptyMessagesKept.Field));
                    }

                    break;
                case "template":
                    isTemplatePlain = IsMustache(field.Value);
                    break;
                case "tools":
                    draft.Keep(
                        Kept, field.Name, field.Value, "a tool is a prompt or an operation of this catalog, so none of these is called");
                    break;
                default:
                    if (!Silent.Contains(field.Name, StringComparer.Ordinal))
                    {
                        draft.Keep(Kept, field.Name, field.Value);
                    }

                    break;
            }
        }

        if (kept is { } messages && PromptyMessagesKept.TryTake(draft, messages, front.Text.Text))
        {
            return;
        }

        if (kept is not null)
        {
            draft.Findings.Remark($"metadata.{PromptyMessagesKept.Field}", "not taken: the text was changed since it was exported");
        }

        PromptyMessages.Read(draft, front.Text, isTemplatePlain);
    }

    private static JsonElement Without(JsonElement fields, string name) => JsonSerializer.SerializeToElement(
        fields.EnumerateObject().Where(one => one.Name != name).ToDictionary(one => one.Name, one => one.Value));

    private static void ReadInputs(PromptDraft draft, JsonElement inputs)
    {
        foreach ((string name, JsonElement declaration) in PropertyList.In(inputs))
        {
            draft.Variables.Add(
                name, PropertyList.ToSchema(declaration, draft.Findings), PropertyList.IsRequired(declaration) ?? true,
                PropertyList.KindOf(declaration));
        }
    }

    /// <summary>Values to try it with are examples of the variables.</summary>
    private static void ReadSample(PromptDraft draft, JsonElement sample)
    {
        if (sample.ValueKind != JsonValueKind.Object)
        {
            draft.Keep(Kept, "sample", sample, "its values stand in another file");
            return;
        }

        foreach (JsonProperty value in sample.EnumerateObject())
        {
            if (draft.Variables.Find(value.Name) is { } declared)
            {
                declared["examples"] ??= new JsonArray(value.Value.ToNode());
            }
            else
            {
                draft.Variables.Add(value.Name, PropertyList.ToSchema(value.Value, draft.Findings), isRequired: true);
            }
        }
    }

    private static void TakeTags(PromptDraft draft, JsonElement tags)
    {
        if (tags.ValueKind == JsonValueKind.Array)
        {
            draft.Tags =
            [
                .. draft.Tags
                    .Concat(tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!))
                    .Distinct(StringComparer.Ordinal),
            ];
        }
    }

    private static bool IsMustache(JsonElement template) =>
        (template.ValueKind == JsonValueKind.Object
            ? template.TryGetProperty("format", out JsonElement format) || template.TryGetProperty("type", out format) ? format : default
            : template) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString() is "mustache" or "handlebars",
            { ValueKind: JsonValueKind.Object } named => named.TryGetProperty("kind", out JsonElement kind)
                && kind.ToString() is "mustache" or "handlebars",
            _ => false,
        };
}
