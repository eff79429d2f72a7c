namespace PromptIntel.Hosting.Installation;

/// <summary>What a process is there for.</summary>
public enum InstallationTask
{
    /// <summary>Answers requests, and imports content at start. Runs the loops too where no other process can.</summary>
    Serve,

    /// <summary>Runs the loops, beside others that serve.</summary>
    Work,

    /// <summary>Looks at the installation beside the processes that may be running: follows nothing, picks up no work.</summary>
    Command,
}
