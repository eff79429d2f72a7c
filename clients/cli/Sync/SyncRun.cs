using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Sync;

/// <summary>What came of one action.</summary>
/// <param name="Outcome">done, conflict, refused, or left.</param>
internal sealed record SyncResult(string Entry, SyncStep Step, string Outcome, string Detail);

/// <summary>
/// Does what a plan says, one entry after another. Each step looks once more that the side it writes to is as the plan saw it: the server
/// by If-Match, or by its version where it is archived, the file by its hash. What was agreed is written at most once a second, and by
/// <see cref="Save"/> at the end.
/// </summary>
internal sealed class SyncRun(
    string directory, SyncState state, PromptsClient prompts, IReadOnlyDictionary<string, LocalEntry> local,
    IReadOnlyDictionary<string, RemoteEntry> remote, string? note, TimeProvider time)
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);

    private bool _isChanged;
    private long? _writtenAt;

    public async Task<SyncResult> DoAsync(SyncAction action, CancellationToken cancellationToken)
    {
        try
        {
            SyncResult result = await StepAsync(action, cancellationToken);

            if (_writtenAt is not { } written || time.GetElapsedTime(written) >= BetweenWrites)
            {
                Save();
            }

            return result;
        }
        catch (PromptIntelException refused) when (!refused.IsOutage)
        {
            bool isConflict = Failures.CodeOf(refused) == ExitCode.Conflict;
            return new SyncResult(action.Entry, action.Step, isConflict ? "conflict" : "refused", refused.Message);
        }
    }

    /// <summary>Writes what was agreed since it was written last.</summary>
    public void Save()
    {
        if (_isChanged)
        {
            state.Write(directory);
            _isChanged = false;
            _writtenAt = time.GetTimestamp();
        }
    }

    private async Task<SyncResult> StepAsync(SyncAction action, CancellationToken cancellationToken)
    {
        LocalEntry? file = local.GetValueOrDefault(action.Entry);
        RemoteEntry? entry = remote.GetValueOrDefault(action.Entry);

        switch (action.Step)
        {
            case SyncStep.Create or SyncStep.Push:
                return Agree(action, file!, await PushAsync(action, file!, entry, cancellationToken));
            case SyncStep.Pull:
                return await PullAsync(action, file, entry!, cancellationToken);
            case SyncStep.Archive when (await prompts.GetAsync(action.Entry, cancellationToken)).Version != entry!.Version:
                return Overtaken(action, "the server");
            case SyncStep.Archive:
                await prompts.ArchiveAsync(action.Entry, cancellationToken);
                return Forget(action);
            case SyncStep.Remove when IsAsPlanned(file):
                File.Delete(Path.Combine(directory, file!.File));
                return Forget(action);
            case SyncStep.Remove:
                return Overtaken(action, "the file");
            case SyncStep.Agree:
                return Agree(action, file!, entry!.Version);
            case SyncStep.Forget:
                return Forget(action);
            default:
                return new SyncResult(action.Entry, action.Step, action.Step == SyncStep.Leave ? "left" : "conflict", action.Reason);
        }
    }

    /// <summary>Gives the version that everybody gets afterwards, which is the old one where the caller may not publish.</summary>
    private async Task<int> PushAsync(SyncAction action, LocalEntry file, RemoteEntry? entry, CancellationToken cancellationToken)
    {
        PromptReference reference = action.Entry;
        EntryState written;

        if (action.Step == SyncStep.Create && EntryFiles.KindOf(file.File, file.Text) is { } kind)
        {
            written = await prompts.CreateAsync(
                new NewEntry(reference.Namespace, reference.Name, file.Text) { Kind = kind, ChangeNote = note }, cancellationToken);
        }
        else
        {
            AuthoredText? seen = entry is null ? null
                : entry.Text ?? await prompts.GetTextAsync(reference with { Version = entry.Version }, cancellationToken);
            written = await prompts.PutTextAsync(reference, file.Text, seen?.ETag, mustBeNew: seen is null, note, cancellationToken);
        }

        return written.Labels.GetValueOrDefault("production", written.Version);
    }

    private async Task<SyncResult> PullAsync(SyncAction action, LocalEntry? file, RemoteEntry entry, CancellationToken cancellationToken)
    {
        AuthoredText text = entry.Text
            ?? await prompts.GetTextAsync(PromptReference.Parse(action.Entry) with { Version = entry.Version }, cancellationToken);
        string path = file?.File ?? EntryFiles.PathOf(action.Entry, entry.Kind, text.Text);

        if (LocalFiles.HashAt(directory, path) != file?.Hash)
        {
            return Overtaken(action, "the file");
        }

        LocalFiles.Write(directory, path, text.Text);
        return Agree(action, new LocalEntry(path, text.Text), entry.Version);
    }

    private bool IsAsPlanned(LocalEntry? file) => file is not null && LocalFiles.HashAt(directory, file.File) == file.Hash;

    private SyncResult Agree(SyncAction action, LocalEntry file, int version)
    {
        state.Entries[action.Entry] = new Agreed(file.File, file.Hash, version);
        _isChanged = true;
        return Done(action);
    }

    private SyncResult Forget(SyncAction action)
    {
        _isChanged |= state.Entries.Remove(action.Entry);
        return Done(action);
    }

    private static SyncResult Done(SyncAction action) => new(action.Entry, action.Step, "done", action.Reason);

    private static SyncResult Overtaken(SyncAction action, string side) =>
        new(action.Entry, action.Step, "conflict", $"{side} changed in the meantime");
}
