namespace PromptIntel.Web.Layout;

/// <summary>
/// Of a page that holds a live part (<c>@rendermode</c>): it gets the scripts that keep the part connected. Other pages get none, and cost
/// the server nothing once they are written.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class IslandAttribute : Attribute;
