using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Langfuse;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Prompts as Langfuse's API and export give them: one, a list, <c>{data: [...]}</c>, or one a line.</summary>
internal sealed class LangfuseForm : IPromptForm
{
    private static readonly string[] Marks = ["type", "labels", "version", "config", "tags"];

    private static readonly string[] Known =
    [
        "name", "prompt", "type", "config", "labels", "tags", "version", "commitMessage", "id", "projectId", "createdAt", "updatedAt",
        "createdBy", "isActive", "resolutionGraph", "commit_message", "created_at", "updated_at", "created_by", "project_id", "is_active",
    ];

    public string Name => "langfuse";

    public string LookedFor => "JSON or JSON Lines of objects with name, prompt and type, labels, version or config (langfuse)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        file.Extension is ".json" or ".jsonl" or ".ndjson" && In(file, out _).FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
        && IsPrompt(first);

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        List<JsonElement> prompts = In(file, out EntryError? error);
        if (error is not null || prompts.Count == 0)
        {
            var broken = new PromptDraft(file.Stem, new Findings());
            broken.Findings.Refuse(error ?? new EntryError("", "There is no prompt."));
            yield return broken;
            yield break;
        }

        Dictionary<(EntryKey, int), string> texts = TextsOf(prompts, all);
        foreach (JsonElement prompt in prompts)
        {
            yield return Read(file, all, prompt, texts);
        }
    }

    private static PromptDraft Read(
        SourceFile file, SourceFiles all, JsonElement prompt, Dictionary<(EntryKey, int), string> texts)
    {
        string name = prompt.TextField("name") ?? file.Stem;
        var draft = new PromptDraft(name, new Findings());
        if (!IsPrompt(prompt))
        {
            draft.Findings.Refuse("", "It has no name and prompt, or neither type, labels, version nor config.");
            return draft;
        }

        JsonElement config = prompt.TryGetProperty("config", out JsonElement given) ? given : default;
        var reading = new LangfuseReading(texts);
        PromptBody? body = LangfuseContent.Read(
            name, prompt.GetProperty("prompt"), config.ValueKind == JsonValueKind.Object ? config : null, null, reading);
        Array.ForEach([.. reading.Errors], draft.Findings.Refuse);
        if (!all.Include(reading.Included))
        {
            body = null;
            draft.Findings.Refuse("prompt", "The prompts of this import include too much text of other versions together.");
        }

        draft.Messages = body?.Messages ?? [];
        draft.Version = VersionOf(prompt);
        draft.ChangeNote = prompt.TextField("commitMessage") ?? prompt.TextField("commit_message");
        draft.Tags = Texts(prompt, "tags");
        draft.Labels = TakeLabels(draft, Texts(prompt, "labels"));
        TakeConfig(draft, config);
        foreach (JsonProperty field in prompt.EnumerateObject().Where(field => !Known.Contains(field.Name, StringComparer.Ordinal)))
        {
            draft.Findings.Remark(field.Name, "not taken");
        }

        return draft;
    }

    private static ImmutableArray<string> TakeLabels(PromptDraft draft, ImmutableArray<string> labels)
    {
        foreach (string label in labels.Where(label => label != VersionSelector.LatestLabel && !EntryLabels.IsSettable(label)))
        {
            draft.Findings.Remark("labels", $"'{label}' is no label here: they match {EntryLabels.Pattern}");
        }

        return [.. labels.Where(EntryLabels.IsSettable)];
    }

    /// <summary>Model and parameters are taken where they are ones, and stay in <c>config</c>, which Langfuse's clients read.</summary>
    private static void TakeConfig(PromptDraft draft, JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty field in config.EnumerateObject())
        {
            draft.Config[field.Name] = field.Value.ToNode();
        }

        if (config.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.String)
        {
            ModelSettings.TakeModel(draft, "config.model", null, model.GetString()!);
        }
    }

    /// <summary>The texts that another version may hold, as templates; one that refers to others once theirs are there.</summary>
    private static Dictionary<(EntryKey, int), string> TextsOf(List<JsonElement> prompts, SourceFiles all)
    {
        var written = new Dictionary<(EntryKey, int), string>();
        foreach (JsonElement prompt in prompts.Where(IsPrompt))
        {
            if (PathKeys.TryParse(prompt.TextField("name") ?? "", out EntryKey key) && prompt.TextField("prompt") is { } text
                && VersionOf(prompt) is { } version)
            {
                written[(key, version)] = text;
            }
        }

        return LangfuseReferences.Resolve(
            written, [.. prompts.SelectMany(prompt => LangfuseContent.PinnedIn(prompt.Field("prompt") ?? default))], all);
    }

    private static int? VersionOf(JsonElement prompt) =>
        prompt.Field("version") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int version) ? version : null;

    private static bool IsPrompt(JsonElement prompt) =>
        prompt.ValueKind == JsonValueKind.Object && prompt.TextField("name") is not null
        && prompt.TryGetProperty("prompt", out JsonElement content)
        && content.ValueKind is JsonValueKind.String or JsonValueKind.Array && Marks.Any(mark => prompt.TryGetProperty(mark, out _));

    private static List<JsonElement> In(SourceFile file, out EntryError? error)
    {
        if (file.Extension is ".jsonl" or ".ndjson")
        {
            return InLines(file.Text, out error);
        }

        JsonElement? value = file.Read(out error);
        if (value is { ValueKind: JsonValueKind.Object } holder
            && holder.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array)
        {
            value = data;
        }

        return value switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
            { ValueKind: JsonValueKind.Object } one => [one],
            _ => [],
        };
    }

    private static List<JsonElement> InLines(string? text, out EntryError? error)
    {
        var prompts = new List<JsonElement>();
        error = null;
        foreach ((int index, string line) in (text ?? "").Split('\n').Index().Where(line => line.Item.Trim().Length > 0))
        {
            try
            {
                JsonElement value = CanonicalJson.Parse(Encoding.UTF8.GetBytes(line));
                if (StorableJson.FaultOf(value) is { } fault)
                {
                    error ??= new EntryError(fault.Path, $"It {fault.Message}.") { Line = index + 1 };
                }
                else
                {
                    prompts.Add(value);
                }
            }
            catch (JsonException)
            {
                error ??= new EntryError("", "The line is not JSON, or nested too deep.") { Line = index + 1 };
            }
        }

        return prompts;
    }


    private static ImmutableArray<string> Texts(JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
}
