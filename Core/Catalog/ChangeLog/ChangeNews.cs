using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>What a follower of the change log hears.</summary>
public abstract record ChangeNews
{
    private ChangeNews()
    {
    }

    public sealed record Changed(LoggedChange Change) : ChangeNews;

    /// <summary>
    /// The log does not go on where the follower stands: what came next is pruned, or the log is another's.
    /// Whatever it knows may be old: it reads the catalog again and then follows from <paramref name="Position"/>.
    /// </summary>
    public sealed record Reset(long Position) : ChangeNews;
}
