namespace PromptIntel.Web.Gateway;

/// <summary>A route that was to answer with events answered with something else.</summary>
public sealed class OwnRouteRefusedException(OwnAnswer answer) : Exception(answer.Detail)
{
    public OwnAnswer Answer { get; } = answer;
}
