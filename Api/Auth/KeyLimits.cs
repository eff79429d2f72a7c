namespace PromptIntel.Api.Auth;

/// <summary>Bounds of what a key may be given, by configuration and by request alike.</summary>
internal static class KeyLimits
{
    public const int MostRequestsPerMinute = 1_000_000;
    public const int MostNamespaces = 100;
}
