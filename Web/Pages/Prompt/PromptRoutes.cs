using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Prompt;

internal static class PromptRoutes
{
    /// <summary>A request to a route of one entry.</summary>
    public static OwnRequest To(string route, string space, string name) =>
        new(route) { Path = { ["namespace"] = space, ["name"] = name } };
}
