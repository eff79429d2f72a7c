using PromptIntel.Client;

namespace PromptIntel.Cli.Sync;

/// <summary>
/// What a sync is about: what is outside it is neither changed nor taken for removed.
/// </summary>
/// <param name="PromptsOnly">Else every kind.</param>
internal sealed record SyncScope(string? Namespace, bool PromptsOnly)
{
    public IReadOnlyDictionary<string, Agreed> Of(SyncState state) =>
        state.Entries.Where(entry => Holds(entry.Key, entry.Value.File)).ToDictionary();

    public IReadOnlyDictionary<string, LocalEntry> Of(IReadOnlyDictionary<string, LocalEntry> local) =>
        local.Where(entry => Holds(entry.Key, entry.Value.File)).ToDictionary();

    /// <summary>The kind shows by the file: prompts are Markdown, and nothing else is.</summary>
    private bool Holds(string key, string file) =>
        (Namespace is null || PromptReference.Parse(key).Namespace == Namespace)
        && (!PromptsOnly || Path.GetExtension(file) == ".md");
}
