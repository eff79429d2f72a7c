using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Transport;

namespace PromptIntel.Cli.Sync;

/// <summary>What both sides held when they last agreed.</summary>
/// <param name="File">Relative to the directory.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Version">What everybody got.</param>
internal sealed record Agreed(string File, string Hash, int Version);

/// <summary>
/// Kept beside the files, as <c>.promptintel-sync.json</c>, and replaced as a whole. What an end in the middle leaves out of it is found to
/// be the same on both sides.
/// </summary>
/// <param name="Server">The files belong to it and to no other.</param>
internal sealed record SyncState(int FormatVersion, string Server, SortedDictionary<string, Agreed> Entries)
{
    public const string FileName = ".promptintel-sync.json";

    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(ClientJson.Options) { WriteIndented = true };

    /// <exception cref="UsageException">The directory belongs to another server, or the file cannot be read by this version.</exception>
    public static SyncState Read(string directory, Uri server)
    {
        string path = Path.Combine(directory, FileName);

        if (!File.Exists(path))
        {
            return new SyncState(CurrentFormat, server.ToString(), new(StringComparer.Ordinal));
        }

        SyncState? state;

        try
        {
            state = JsonSerializer.Deserialize<SyncState>(File.ReadAllText(path), Json);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path} is damaged: {exception.Message}");
        }

        if (state is not { FormatVersion: CurrentFormat })
        {
            throw new UsageException($"{path} was written by another version of this program.");
        }

        // Missing fields are null, whatever their types say.
        if (state.Entries is null || state.Entries.Any(entry => !EntryFiles.IsEntry(entry.Key) || entry.Value?.File is null))
        {
            throw new UsageException($"{path} is damaged: entries must be an object with what was agreed by namespace/name.");
        }

        return state.Server == server.ToString()
            ? state
            : throw new UsageException($"{directory} is kept in step with {state.Server}, not with {server}.");
    }

    public void Write(string directory)
    {
        string path = Path.Combine(directory, FileName);
        File.WriteAllText($"{path}.part", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move($"{path}.part", path, overwrite: true);
    }
}
