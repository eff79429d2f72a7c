using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Sessions;

/// <summary>What a person signed in with: an API key, or an ID token, which has three parts. Never logged.</summary>
internal sealed record SessionCredential(string Text, bool IsToken)
{
    public static SessionCredential Of(string text) =>
        new(text, text.StartsWith("ey", StringComparison.Ordinal) && text.Count(c => c == '.') == 2);

    /// <summary>As a program sends it, so that it is decided like a program's.</summary>
    public void AddTo(IHeaderDictionary headers)
    {
        if (IsToken)
        {
            headers.Authorization = $"Bearer {Text}";
        }
        else
        {
            headers[ApiKeyAuthentication.Header] = Text;
        }
    }

    public override string ToString() => IsToken ? "an ID token" : "an API key";
}
