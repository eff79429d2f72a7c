using System.Collections.Concurrent;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Sync;

/// <summary>An entry as everybody gets it.</summary>
/// <param name="Text">Null where it is the version that both sides agreed on, whose text need not be read again.</param>
internal sealed record RemoteEntry(string Kind, int Version, AuthoredText? Text);

/// <summary>Reads the server's side: the list, and the text of what is not as it was agreed.</summary>
internal static class RemoteEntries
{
    public static async Task<SortedDictionary<string, RemoteEntry>> ReadAsync(
        PromptsClient prompts, SyncState state, string? @namespace, string? kind, CancellationToken cancellationToken)
    {
        CatalogList list = await prompts.ListAsync(@namespace, kind, cancellationToken: cancellationToken);

        // They become paths: a server does not choose where files are written.
        if (list.Entries.FirstOrDefault(entry => !EntryFiles.IsEntry($"{entry.Namespace}/{entry.Name}")) is { } strange)
        {
            throw new UsageException($"The server names an entry '{strange.Namespace}/{strange.Name}', which no file can be named for.");
        }

        var entries = new ConcurrentDictionary<string, RemoteEntry>();
        await Parallel.ForEachAsync(list.Entries, cancellationToken, async (entry, token) =>
        {
            string key = entry.Reference.ToString();
            AuthoredText? text = state.Entries.GetValueOrDefault(key)?.Version == entry.Version
                ? null
                : await prompts.GetTextAsync(entry.Reference with { Version = entry.Version }, token);
            entries[key] = new RemoteEntry(entry.Kind, entry.Version, text);
        });
        return new(entries, StringComparer.Ordinal);
    }
}
