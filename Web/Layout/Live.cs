using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace PromptIntel.Web.Layout;

/// <summary>How live parts run: on the server, and drawn by it once they are connected.</summary>
public static class Live
{
    /// <summary>Drawn before, for what has something to show at once.</summary>
    public static IComponentRenderMode Mode { get; } = new InteractiveServerRenderMode(prerender: true);

    /// <summary>Not before: what would ask the service twice, or keeps what the browser has.</summary>
    public static IComponentRenderMode Late { get; } = new InteractiveServerRenderMode(prerender: false);
}
