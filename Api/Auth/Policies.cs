using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>Names of the authorization policies: one for each <see cref="Role"/>, the lowest that is let in.</summary>
internal static class Policies
{
    public const string Reader = "reader";
    public const string Editor = "editor";
    public const string Publisher = "publisher";
    public const string Operator = "operator";
}
