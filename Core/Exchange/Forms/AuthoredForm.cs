using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>The catalog's own Markdown, as an export writes it.</summary>
internal sealed class AuthoredForm : IPromptForm
{
    public string Name => "markdown";

    public string LookedFor => "Markdown with front matter as this catalog writes it (markdown)";

    public bool Recognises(SourceFile file, SourceFiles all) =>
        file.Extension is ".md" or ".markdown" or ".txt" && file.Text is { } text && PromptMarkdown.HasFrontMatter(text);

    public IEnumerable<PromptDraft> Read(SourceFile file, SourceFiles all)
    {
        var draft = new PromptDraft(file.Stem, new Findings());
        var assumptions = new PromptAssumptions(file.Name, null);
        AuthoredEntry entry = PromptMarkdown.Parse(file.Text!, assumptions);
        if (entry.Draft is { } read)
        {
            (draft.Name, draft.Description, draft.Tags, draft.Body) = (entry.Name, read.Description, read.Tags, read.Body);
            foreach (string assumed in assumptions.Made)
            {
                draft.Findings.Remark("", assumed);
            }
        }
        else
        {
            Array.ForEach([.. entry.Errors], draft.Findings.Refuse);
        }

        yield return draft;
    }
}
