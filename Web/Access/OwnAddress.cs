namespace PromptIntel.Web.Access;

/// <summary>Addresses of this console that came from outside, such as where a person wanted to go before the sign-in.</summary>
internal static class OwnAddress
{
    /// <summary>The start page for everything that could lead elsewhere.</summary>
    public static string Of(string? path) =>
        path is ['/', .. var rest] && !rest.StartsWith('/') && !path.Contains('\\') && !path.Any(char.IsControl) ? path : "/";
}
