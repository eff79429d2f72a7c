namespace PromptIntel.Core.Leagues;

/// <summary>A pinned configuration entry does not say what a stage needs; the stage fails with <c>invalid_configuration</c>.</summary>
public sealed class LeagueConfigurationException : Exception
{
    public LeagueConfigurationException()
    {
    }

    public LeagueConfigurationException(string message)
        : base(message)
    {
    }

    public LeagueConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
