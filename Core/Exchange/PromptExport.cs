using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Export;

namespace PromptIntel.Core.Exchange;

/// <summary>
/// The prompts that everybody gets as files: Markdown, as their authors write them, or Prompty, with what they include in place. Their
/// paths, imported, mean the same entries. Safe for concurrent use.
/// </summary>
public sealed class PromptExport(PromptCatalog catalog, ComposedPrompts composed)
{
    public const string Markdown = "markdown";
    public const string Prompty = "prompty";

    /// <summary>The names of the forms that are written.</summary>
    public static ImmutableArray<string> Forms { get; } = [Markdown, Prompty];

    /// <summary>By key; one after another, as they are asked for.</summary>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="space">A namespace; null for all.</param>
    public IEnumerable<ExportedFile> Write(string form, string? space) =>
        from state in catalog.Entries.OfKind(EntryKind.Prompt)
        where (space is null || state.Key.Namespace == space) && state.FindFaultOnce() is null
        select form == Prompty ? ToPrompty(state.Current) : new ExportedFile(
            state.Key, $"{PathOf(state.Key)}.md", PromptMarkdown.Write(state.Current), [], []);

    private ExportedFile ToPrompty(EntryVersion version)
    {
        var findings = new Findings();
        ComposedPrompt whole = composed.Compose(version);
        if (!whole.Errors.IsEmpty)
        {
            return new ExportedFile(version.Key, $"{PathOf(version.Key)}.prompty", null, whole.Errors, []);
        }

        string text = PromptyText.Write(whole.Version, findings);
        if (!whole.Included.IsEmpty)
        {
            findings.Remark("", $"the texts of {string.Join(", ", whole.Included.Select(one => one.Key))} stand in it");
        }

        return new ExportedFile(
            version.Key, $"{PathOf(version.Key)}.prompty", findings.HasErrors ? null : text, findings.Errors, findings.Remarks);
    }

    /// <summary>A name may stand for a path that leads elsewhere; then it is the file's own.</summary>
    private static string PathOf(EntryKey key) =>
        PathKeys.Find(key) is { } path && path.Split('/').All(part => part is not ("" or "." or ".."))
            && !path.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
            ? path
            : key.ToString();
}

/// <param name="Path">With folders between slashes.</param>
/// <param name="Text">Null where the form cannot say it.</param>
/// <param name="Errors">Why it cannot.</param>
/// <param name="Remarks">What was left out.</param>
public sealed record ExportedFile(
    EntryKey Key, string Path, string? Text, ImmutableArray<EntryError> Errors, ImmutableArray<EntryError> Remarks);
