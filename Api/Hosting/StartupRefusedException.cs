namespace PromptIntel.Api.Hosting;

/// <summary>The configuration asks for something that must not run. The message is one line for the person who starts the process.</summary>
internal sealed class StartupRefusedException(string message) : Exception(message)
{
    public StartupRefusedException()
        : this("The service cannot start with this configuration.")
    {
    }
}
