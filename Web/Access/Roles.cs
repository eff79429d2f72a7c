namespace PromptIntel.Web.Access;

/// <summary>The roles of the API, lowest first; each includes those before it.</summary>
public static class Roles
{
    public const string Reader = "reader";
    public const string Editor = "editor";
    public const string Publisher = "publisher";
    public const string Operator = "operator";

    /// <summary>Highest first.</summary>
    internal static readonly string[] All = [Operator, Publisher, Editor, Reader];
}
