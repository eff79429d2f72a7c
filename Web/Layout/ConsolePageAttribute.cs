namespace PromptIntel.Web.Layout;

/// <summary>Puts a page into the navigation and the command palette, for whom it is for.</summary>
/// <param name="title">As the navigation shows it.</param>
/// <param name="path">Its address; it takes no parameters.</param>
/// <param name="order">Its place in the navigation.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConsolePageAttribute(string title, string path, int order) : Attribute
{
    public string Title { get; } = title;

    public string Path { get; } = path;

    public int Order { get; } = order;

    /// <summary>What one does there, in a few words.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>The path data of an icon of 24 by 24, such as one of <c>MudBlazor.Icons.Material.Outlined</c>.</summary>
    public string Icon { get; init; } = "";

    /// <summary>The lowest role that it is shown to, see <see cref="Access.Roles"/>.</summary>
    public string Role { get; init; } = Access.Roles.Reader;
}
