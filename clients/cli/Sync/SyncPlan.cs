namespace PromptIntel.Cli.Sync;

/// <summary>What is to be done about one entry.</summary>
internal enum SyncStep
{
    /// <summary>The file is new: the server gets a first version.</summary>
    Create,

    /// <summary>The file changed and the server did not: the server gets a next version.</summary>
    Push,

    /// <summary>The server changed and the file did not, or there is none: the file is written.</summary>
    Pull,

    /// <summary>The file was removed and the server did not change: the entry is archived.</summary>
    Archive,

    /// <summary>The entry was archived and the file did not change: the file is removed.</summary>
    Remove,

    /// <summary>Both hold the same: that is noted.</summary>
    Agree,

    /// <summary>Both sides are gone: what was noted is forgotten.</summary>
    Forget,

    /// <summary>One side removed it, and nobody allowed removals.</summary>
    Leave,

    /// <summary>Both changed, differently: nothing is done.</summary>
    Conflict,
}

/// <param name="Entry"><c>namespace/name</c>.</param>
/// <param name="Reason">Why, for a person.</param>
internal sealed record SyncAction(string Entry, SyncStep Step, string Reason);

/// <summary>Whose text wins where both changed.</summary>
internal enum Preference
{
    Nobody,
    Local,
    Server,
}

/// <summary>
/// Compares both sides with what they last agreed on. A side that did not change is never written over one that did, so nothing that
/// somebody did on one side is undone by the other; what both did is left to a person.
/// </summary>
internal static class SyncPlan
{
    public static IReadOnlyList<SyncAction> Make(
        IReadOnlyDictionary<string, Agreed> agreed, IReadOnlyDictionary<string, LocalEntry> local,
        IReadOnlyDictionary<string, RemoteEntry> remote, bool mayRemove, Preference preference)
    {
        var unequal = remote.Keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1)
            .SelectMany(same => same).ToHashSet();
        var actions = new List<SyncAction>();

        foreach (string key in agreed.Keys.Union(local.Keys).Union(remote.Keys).Order(StringComparer.Ordinal))
        {
            SyncAction? action = unequal.Contains(key)
                ? new SyncAction(key, SyncStep.Conflict, "there are entries whose names differ in case only")
                : Of(
                    key, agreed.GetValueOrDefault(key), local.GetValueOrDefault(key), remote.GetValueOrDefault(key), mayRemove, preference);

            if (action is not null)
            {
                actions.Add(action);
            }
        }

        return actions;
    }

    private static SyncAction? Of(
        string key, Agreed? agreed, LocalEntry? local, RemoteEntry? remote, bool mayRemove, Preference preference)
    {
        bool isLocalChanged = local?.Hash != agreed?.Hash;
        bool isRemoteChanged = remote?.Version != agreed?.Version;
        (SyncStep Step, string Reason)? step = (isLocalChanged, isRemoteChanged, local, remote) switch
        {
            (false, false, _, _) => null,
            (_, _, null, null) => (SyncStep.Forget, "gone on both sides"),
            (true, false, not null, null) => (SyncStep.Create, "new file"),
            (true, false, not null, _) => (SyncStep.Push, "file changed"),
            (true, false, null, _) when mayRemove => (SyncStep.Archive, "file removed"),
            (true, false, null, _) => (SyncStep.Leave, "file removed; --delete archives the entry"),
            (false, true, _, not null) => (SyncStep.Pull, agreed is null ? "new on the server" : $"server has version {remote.Version}"),
            (false, true, _, null) when mayRemove => (SyncStep.Remove, "archived on the server"),
            (false, true, _, null) => (SyncStep.Leave, "archived on the server; --delete removes the file"),
            (true, true, not null, not null) when IsSame(local, remote) => (SyncStep.Agree, "the same on both sides"),
            _ when preference == Preference.Local => Local(local, remote),
            _ when preference == Preference.Server => remote is null
                ? Removed(mayRemove)
                : (SyncStep.Pull, "both changed; the server's is taken"),
            (_, _, null, _) => (SyncStep.Conflict, "file removed, and the server changed it"),
            (_, _, _, null) => (SyncStep.Conflict, "file changed, and the server archived it"),
            _ => (SyncStep.Conflict, agreed is null ? "on both sides, and different" : "changed on both sides"),
        };
        return step is { } chosen ? new SyncAction(key, chosen.Step, chosen.Reason) : null;
    }

    private static (SyncStep, string) Local(LocalEntry? local, RemoteEntry? remote) => (local, remote) switch
    {
        (null, _) => (SyncStep.Archive, "both changed; the file's removal is taken"),
        (_, null) => (SyncStep.Create, "both changed; the file is taken"),
        _ => (SyncStep.Push, "both changed; the file is taken"),
    };

    private static (SyncStep, string) Removed(bool mayRemove) => mayRemove
        ? (SyncStep.Remove, "both changed; the server's archiving is taken")
        : (SyncStep.Leave, "archived on the server; --delete removes the file");

    /// <summary>The server ends no text with a line feed that has no front matter.</summary>
    private static bool IsSame(LocalEntry local, RemoteEntry remote) =>
        remote.Text is { } text && text.Text.TrimEnd('\r', '\n') == local.Text.TrimEnd('\r', '\n');
}
