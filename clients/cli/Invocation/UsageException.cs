namespace PromptIntel.Cli.Invocation;

/// <summary>What the caller has to mend before anything can be sent.</summary>
internal sealed class UsageException(string message) : Exception(message);
