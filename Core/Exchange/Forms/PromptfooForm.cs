using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange.Sources;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>A configuration of promptfoo: its prompts, inline or in the files that it names. Tests are not taken.</summary>
internal sealed partial class PromptfooForm : IPromptForm
{
    private static readonly string[] Marks = ["providers", "tests", "targets", "defaultTest", "scenarios"];
    private static readonly string[] Silent = ["description", "prompts", "$schema", "outputPath"];

    public string Name => "promptfoo";

    public string LookedFor => "YAML or JSON with prompts and providers or tests, such as promptfooconfig.yaml (promptfoo)";

    public bool Recognises(SourceFile file, SourceFiles all) => IsConfiguration(file);

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        if (file.Read(out EntryError? error) is not { ValueKind: JsonValueKind.Object } config || config.Field("prompts") is not { } listed)
        {
            var broken = new PromptDraft(file.Stem, new Findings());
            broken.Findings.Refuse(error ?? new EntryError("prompts", "A configuration has prompts."));
            yield return broken;
            yield break;
        }

        List<(string? Label, string? Id, JsonElement Raw)> prompts = [.. PromptsIn(listed).Take(SourceLimits.MostFiles + 1)];
        if (prompts.Count > SourceLimits.MostFiles)
        {
            yield return Refused(file, "prompts", string.Create(
                CultureInfo.InvariantCulture, $"A configuration has at most {SourceLimits.MostFiles:N0} prompts."));
            yield break;
        }

        string[] rest = [.. config.EnumerateObject().Select(field => field.Name).Where(
            name => name != "providers" && !Silent.Contains(name, StringComparer.Ordinal))];
        foreach ((int index, (string? label, string? id, JsonElement raw)) in prompts.Index())
        {
            string field = $"prompts[{index}]";
            foreach (PromptDraft draft in Read(file, all, field, label, id, raw, prompts.Count > 1 ? index + 1 : null))
            {
                TakeRest(draft, config, rest);
                yield return draft;
            }
        }
    }

    private static bool IsConfiguration(SourceFile file) =>
        file.Extension is ".yaml" or ".yml" or ".json" && file.TopNames() is var names && names.Contains("prompts")
        && (Marks.Any(names.Contains) || file.Name.StartsWith("promptfoo", StringComparison.Ordinal));

    /// <summary>A list of texts and objects, one text, or the old form: labels by path.</summary>
    private static IEnumerable<(string? Label, string? Id, JsonElement Raw)> PromptsIn(JsonElement prompts) => prompts.ValueKind switch
    {
        JsonValueKind.Array => prompts.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.Object
            ? (one.TextField("label"), one.TextField("id"), one.TryGetProperty("raw", out JsonElement raw) ? raw : default)
            : (null, null, one)),
        JsonValueKind.Object => prompts.EnumerateObject().Select(
            one => ((string?)one.Value.ToString(), (string?)$"file://{one.Name}", default(JsonElement))),
        _ => [(null, null, prompts)],
    };

    private static IEnumerable<PromptDraft> Read(
        SourceFile file, SourceFiles all, string field, string? label, string? id, JsonElement raw, int? number)
    {
        string? text = raw.ValueKind == JsonValueKind.String ? raw.GetString() : null;
        string? reference = text is null ? id : text;
        if (reference is not null && IsFile(reference))
        {
            return ReadFiles(file, all, field, label, reference);
        }

        // What has no name of its own is called after its file, of which a folder may hold many.
        string last = NotOfAName().Replace(label ?? (text is null ? null : id) ?? "", " ").Trim();
        string path = last.Length > 0 ? file.Folder.Length == 0 ? last : $"{file.Folder}/{last}"
            : number is null ? file.Stem : string.Create(CultureInfo.InvariantCulture, $"{file.Stem} {number}");
        var draft = new PromptDraft(path.Length > 100 ? path[..100].TrimEnd() : path, new Findings()) { Description = label };
        if (text is null)
        {
            draft.Findings.Refuse(field, "It is neither a text nor a file that was given.");
        }
        else
        {
            PromptfooMessages.Read(draft, new SourceText(text, field, null), "");
        }

        return [draft];
    }

    private static IEnumerable<PromptDraft> ReadFiles(SourceFile file, SourceFiles all, string field, string? label, string reference)
    {
        string path = reference.StartsWith("file://", StringComparison.Ordinal) ? reference["file://".Length..] : reference;
        bool isPattern = path.Contains('*', StringComparison.Ordinal);
        if (isPattern && !all.AddPattern())
        {
            return [Refused(file, field, string.Create(
                CultureInfo.InvariantCulture, $"The files of an import have at most {SourceLimits.MostFiles:N0} patterns of files."))];
        }

        SourceFile[] named = SourceFiles.Resolve(file, path) is { } full ? [.. Find(all, full, isPattern)] : [];
        if (named.Length == 0)
        {
            return [Refused(file, field, $"{path} is not among the files.")];
        }

        // A configuration is no prompt of another: its own would be lost.
        SourceFile[] found = [.. named.Where(one => !IsConfiguration(one))];
        if (found.Length == 0)
        {
            return [Refused(file, field, $"{path} names configurations only, and these are imported by themselves.")];
        }

        // A file that is named again has given its prompts already.
        return found.Where(one => all.IsPartOf(one, file)).SelectMany(one => one.Text is null ? [Broken(one)] : ReadFile(one, label));
    }

    private static IEnumerable<SourceFile> Find(SourceFiles all, string path, bool isPattern)
    {
        if (!isPattern)
        {
            return all.TryFind(path, out SourceFile? one) ? [one] : [];
        }

        Regex glob = Glob(path);
        return all.All.Where(one => glob.IsMatch(one.Path));
    }

    private static PromptDraft Refused(SourceFile file, string field, string message)
    {
        var draft = new PromptDraft(file.Stem, new Findings());
        draft.Findings.Refuse(field, message);
        return draft;
    }

    private static PromptDraft Broken(SourceFile file)
    {
        var draft = new PromptDraft(file.Stem, new Findings());
        draft.Findings.Refuse(file.Fault!);
        return draft;
    }

    /// <summary>A text file may hold several prompts with a line of three dashes between them.</summary>
    private static IEnumerable<PromptDraft> ReadFile(SourceFile file, string? label)
    {
        string[] texts = file.Extension == ".txt" ? file.Text!.Split("\n---\n") : [file.Text!];
        int line = 1;
        foreach ((int index, string text) in texts.Index())
        {
            string path = texts.Length == 1
                ? file.Stem : string.Create(CultureInfo.InvariantCulture, $"{file.Stem} {index + 1}");
            var draft = new PromptDraft(path, new Findings()) { Description = label };
            PromptfooMessages.Read(draft, new SourceText(text.TrimEnd('\n'), "", line), file.Extension);
            line += text.Count(letter => letter == '\n') + 2;
            yield return draft;
        }
    }

    private static void TakeRest(PromptDraft draft, JsonElement config, string[] rest)
    {
        if (config.TryGetProperty("providers", out JsonElement providers))
        {
            PromptfooMessages.TakeProvider(draft, providers);
        }

        foreach (string field in rest)
        {
            draft.Findings.Remark(field, "not taken: it tells how prompts are tried and judged");
        }
    }

    private static bool IsFile(string text) =>
        text.StartsWith("file://", StringComparison.Ordinal)
        || (!text.Contains('\n', StringComparison.Ordinal) && FileName().IsMatch(text));

    /// <summary>A path where a star stands for any name.</summary>
    private static Regex Glob(string path) =>
        new(
            Regex.Escape(path).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)
                .Insert(0, @"\A") + @"\z",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\A[\w./*-]+\.(?:txt|md|json|yaml|yml|j2|jinja2?|py|js|mjs|cjs|ts|csv)(?::\w+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"[^A-Za-z0-9 _.-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotOfAName();
}
