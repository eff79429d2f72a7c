using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>
/// Markdown or text that is a template and nothing else; lines with a role alone make it a chat. Which tags it has is seen by its
/// variables: <c>{{$x}}</c>, <c>{% if %}</c>, <c>{{x}}</c>, or <c>{x}</c> where nothing has two braces.
/// </summary>
internal sealed class TextForm : IPromptForm
{
    private static readonly string[] Extensions =
        [".md", ".markdown", ".txt", ".j2", ".jinja", ".jinja2", ".hbs", ".handlebars", ".mustache"];

    public string Name => "text";

    public string LookedFor => "*.md, *.txt, *.jinja2, *.hbs or *.mustache without front matter (text)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        Extensions.Contains(file.Extension, StringComparer.Ordinal) && file.Text is not null && !file.Front.IsThere;

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        string stem = file.Name.EndsWith(".md.j2", StringComparison.Ordinal) ? file.Stem[..^".md".Length] : file.Stem;
        var draft = new PromptDraft(stem, new Findings());
        Read(draft, new SourceText(file.Text!.TrimEnd('\n'), "", 1), file.Extension);
        yield return draft;
    }

    /// <summary>The messages of a text of any syntax.</summary>
    /// <param name="extension">Of its file, which may say the syntax.</param>
    public static void Read(PromptDraft draft, SourceText source, string extension)
    {
        if (string.IsNullOrWhiteSpace(source.Text))
        {
            draft.Findings.Refuse(source.Field, "There is no text.", source.FirstLine);
            return;
        }

        if (source.Text.StartsWith("+++", StringComparison.Ordinal) && ForeignFormats.Recognise(source.Text) is { } format)
        {
            draft.Findings.Refuse(source.Field, $"It is {format}; fields are read from YAML between lines of ---.", source.FirstLine);
            return;
        }

        if (!MessageText.StartsWithRole(source.Text))
        {
            draft.Messages = [new PromptMessage.Text("user", Convert(draft, source, extension))];
            return;
        }

        (ImmutableArray<PromptMessage> messages, EntryError? error) = MessageText.Parse(source.Text, source.FirstLine ?? 1);
        if (error is not null)
        {
            draft.Findings.Refuse(error);
            return;
        }

        draft.Messages =
        [
            .. messages.Select(message => message is PromptMessage.Text text
                ? text with { Content = Convert(draft, new SourceText(text.Content, source.Field, source.FirstLine), extension) }
                : message),
        ];
    }

    public static string Convert(PromptDraft draft, SourceText source, string extension)
    {
        string text = source.Text;
        if (extension is ".j2" or ".jinja" or ".jinja2" || (extension is not (".hbs" or ".handlebars" or ".mustache") && IsJinja(text)))
        {
            return JinjaTemplate.Read(source, draft.Findings);
        }

        if (text.Contains("{{$", StringComparison.Ordinal))
        {
            return KernelTemplate.Read(source, draft.Variables.Names, draft.Findings);
        }

        if (BraceTemplate.IsIn(text))
        {
            return BraceTemplate.Read(source, draft.Findings);
        }

        BraceTemplate.RemarkKept(source, draft.Findings);
        return text;
    }

    /// <summary>A statement of Jinja, or a filter in a tag.</summary>
    private static bool IsJinja(string text) =>
        text.Contains("{%", StringComparison.Ordinal)
        || (text.Contains("{{", StringComparison.Ordinal) && text.Split("{{").Skip(1).Any(
            part => part.Split("}}")[0] is var inside && inside.Contains('|', StringComparison.Ordinal)
                && !inside.Contains(" as |", StringComparison.Ordinal)));
}
