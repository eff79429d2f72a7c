namespace PromptIntel.Cli.Invocation;

/// <summary>How a command ended, for scripts. They are documented: one may be added, none changed.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It was done, and what was asked for failed: a run, items of a batch, lines of an import, a check.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file or the profile is wrong; nothing was sent.</summary>
    public const int WrongUsage = 2;

    /// <summary>The server refuses what was sent, and says which field.</summary>
    public const int Refused = 3;

    public const int NotFound = 4;

    /// <summary>Somebody wrote in between, or both sides of a sync changed.</summary>
    public const int Conflict = 5;

    /// <summary>No key, a wrong one, or a role that is not enough.</summary>
    public const int NotAllowed = 6;

    /// <summary>No server answers, or it cannot now.</summary>
    public const int Unavailable = 7;

    /// <summary>A run or an item waits for a person.</summary>
    public const int Waiting = 8;

    /// <summary>Ended by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
