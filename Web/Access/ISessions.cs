using Microsoft.AspNetCore.Http;

namespace PromptIntel.Web.Access;

/// <summary>A person's stay in the console, kept in a cookie that this installation alone can read. Safe for concurrent use.</summary>
public interface ISessions
{
    /// <summary>Whether there is anything to sign in with; else everybody on this machine is let in.</summary>
    bool AreNeeded { get; }

    /// <summary>Signs in whom the API lets in with this API key or ID token.</summary>
    /// <returns>Null when it worked, else why not, for a person.</returns>
    Task<string?> SignInAsync(HttpContext http, string keyOrToken);

    void SignOut(HttpContext http);
}
