using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// Names the prompt formats of other tools by the fields at their top, so that a file of theirs is never kept as if its source were the
/// prompt. Only the names of the top level are read: nothing is parsed as a whole.
/// </summary>
internal static partial class ForeignFormats
{
    /// <summary>What is accepted instead.</summary>
    public const string Accepted =
        "Accepted are a plain template, and Markdown with front matter between two lines of --- "
        + "as GET gives it with Accept: text/markdown.";

    /// <summary>Top-level names of one format: all of the first and one of the second.</summary>
    private static readonly (string Format, string[] All, string[] OneOf)[] Documents =
    [
        ("a LangChain prompt", ["_type"], []),
        ("a LangChain object", ["lc"], ["id", "kwargs", "type"]),
        ("a Semantic Kernel prompt", ["template"], ["template_format", "input_variables", "execution_settings"]),
        ("a Semantic Kernel configuration", ["execution_settings"], ["schema", "type", "input_variables", "description", "name"]),
        ("a promptfoo configuration", ["prompts"], ["providers", "tests", "targets", "defaultTest", "scenarios"]),
        ("a GitHub Models prompt", ["messages"], ["modelParameters", "testData", "evaluators"]),
        ("a PromptLayer template", ["prompt_template"], []),
        ("a Bedrock prompt", ["variants"], ["defaultVariant", "name", "id"]),
        ("an entry exported from this catalog, which goes to /api/prompts/import", ["namespace", "name", "versions"], []),
        ("an entry as this catalog serves it", ["namespace", "name", "content"], []),
    ];

    private static readonly string[] Own = ["format_version", "variables", "parameters", "output_schema"];

    private static readonly (string Format, string[] All, string[] OneOf)[] JsonOnly =
    [
        ("a Langfuse prompt", ["prompt"], ["type", "labels", "config", "isActive", "tags", "version", "name", "commitMessage"]),
        ("a completion request", ["prompt", "model"], []),
        (
            "an OpenAI chat request", ["messages"],
            [
                "temperature", "top_p", "n", "stream", "stream_options", "stop", "max_tokens", "max_completion_tokens", "seed", "user",
                "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "top_logprobs", "response_format", "tool_choice",
                "parallel_tool_calls", "functions", "function_call", "reasoning_effort", "service_tier", "store", "metadata",
            ]),
        ("an OpenAI response request", ["model", "input"], []),
        ("a Gemini request", ["contents"], []),
    ];

    private static readonly (string Format, string[] All, string[] OneOf)[] FrontMatters =
    [
        ("a Prompty file", [], ["authors", "sample", "inputs", "outputs", "template", "environment"]),
        ("a Dotprompt file", [], ["input", "output", "variant", "ext"]),
        ("a Humanloop prompt", ["model"], ["endpoint", "provider"]),
    ];

    /// <summary>The format that a text looks like; null for what may be meant as it is.</summary>
    public static string? Recognise(string text)
    {
        string start = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start switch
        {
            ['{', not '{', ..] => OfObjectText(JsonNames(start)),
            ['[', ..] => ListOfMessages().IsMatch(start) ? "a list of chat messages in JSON" : null,
            ['<', ..] when start.StartsWith("<poml", StringComparison.OrdinalIgnoreCase) => "a POML document",
            ['-', '-', '-', ..] => OfFrontMatter(start),
            ['+', '+', '+', ..] when TomlFrontMatter().IsMatch(start) => "a text with front matter in TOML",
            _ => FirstKey().IsMatch(start) ? Match(Documents, YamlNames(start)) : null,
        };
    }

    /// <summary>
    /// The format that an object looks like, by what only that format has; null for one that names what only a prompt of this catalog has.
    /// </summary>
    public static string? Recognise(JsonElement content)
    {
        HashSet<string> names = [.. content.EnumerateObject().Select(property => property.Name)];
        return Own.Any(names.Contains) ? null : OfObject(names);
    }

    /// <summary>Of a text: an object with messages is no template, whoever wrote it.</summary>
    private static string? OfObjectText(HashSet<string> names) =>
        OfObject(names) ?? (names.Contains("messages") ? "chat messages in JSON, which are sent as an object and not as a text" : null);

    private static string? OfObject(HashSet<string> names) => Match(Documents, names) ?? Match(JsonOnly, names);

    private static string? OfFrontMatter(string text)
    {
        int end = text.IndexOf("\n---", 3, StringComparison.Ordinal);
        string front = end < 0 ? text[3..] : text[3..end];
        HashSet<string> names = YamlNames(front);
        return ModelObject().IsMatch(front) ? "a Prompty file"
            : Match(Documents, names) ?? Match(FrontMatters, names) ?? (DotpromptTag().IsMatch(text) ? "a Dotprompt file" : null);
    }

    private static string? Match((string Format, string[] All, string[] OneOf)[] formats, HashSet<string> names) =>
        formats.FirstOrDefault(
            format => format.All.All(names.Contains) && (format.OneOf.Length == 0 || format.OneOf.Any(names.Contains))).Format;

    private static HashSet<string> YamlNames(string text) => [.. Key().Matches(text).Select(key => key.Groups["name"].Value)];

    /// <summary>The names at the top of an object, as far as it is JSON.</summary>
    private static HashSet<string> JsonNames(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), new JsonReaderOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = StorableJson.MaxWrappedDepth
            });
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1, ValueIsEscaped: false })
                {
                    names.Add(reader.GetString()!);
                }
            }

            return names;
        }
        catch (JsonException)
        {
            // A template may well begin with a brace, and JSON around a tag is the commonest of all.
            return text.Contains("{{", StringComparison.Ordinal) ? [] : names;
        }
    }

    [GeneratedRegex(
        @"^(?<quote>[""']?)(?<name>[A-Za-z_$][A-Za-z0-9_-]*)\k<quote>[ \t]*:(?=\s|$)",
        RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(
        @"\A(?:#[^\n]*\n|\s*\n)*(?<quote>[""']?)[A-Za-z_$][A-Za-z0-9_-]*\k<quote>[ \t]*:(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstKey();

    [GeneratedRegex(@"\A\+\+\+[ \t]*\r?\n(?s:.*?)^\+\+\+[ \t]*\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex TomlFrontMatter();

    [GeneratedRegex(@"\A\[\s*\{\s*""(?:role|content)""\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex ListOfMessages();

    [GeneratedRegex(@"^model:[ \t]*\r?\n[ \t]+\w+:", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ModelObject();

    [GeneratedRegex(@"\{\{~?\s*(?:role|media|history|section)\b[ \t]*[""(u}]", RegexOptions.CultureInvariant)]
    private static partial Regex DotpromptTag();
}
