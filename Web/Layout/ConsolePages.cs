using System.Collections.Immutable;
using System.Reflection;

using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace PromptIntel.Web.Layout;

/// <summary>The pages of the console, in the order of the navigation.</summary>
internal static class ConsolePages
{
    public static readonly ImmutableArray<ConsolePageAttribute> All =
    [
        .. typeof(ConsolePages).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<ConsolePageAttribute>())
            .OfType<ConsolePageAttribute>()
            .OrderBy(page => page.Order),
    ];

    /// <summary>Whether the page that is asked for holds a live part.</summary>
    public static bool IsLive(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.IsDefined(typeof(IslandAttribute), inherit: false) == true;
}
