namespace PromptIntel.Hosting.Installation;

/// <summary>
/// The configuration asks for something that must not run. The message is one line for the person who starts the process.
/// </summary>
public sealed class StartupRefusedException(string message) : Exception(message)
{
    public StartupRefusedException()
        : this("The service cannot start with this configuration.")
    {
    }
}
