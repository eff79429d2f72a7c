using Scalar.AspNetCore;

namespace PromptIntel.Api.OpenApi;

/// <summary>The reference page <c>/docs</c>. All of its assets come from this process, and it speaks to no other.</summary>
internal static class ReferencePage
{
    // The page's own colours miss the contrast of 4.5 that WCAG 2.2 AA asks of text.
    private const string Colours = """
        .light-mode { --scalar-color-3: #666; --scalar-color-green: #06734a; --scalar-color-red: #c00000; --scalar-color-orange: #a84300; }
        .dark-mode { --scalar-color-3: #989898; --scalar-color-red: #ff6b62; }
        """;

    private const string Language = """<script>document.documentElement.lang = "en";</script>""";

    public static void MapReferencePage(this WebApplication app) => app.MapScalarApiReference("/docs", page =>
    {
        page.Title = "PromptIntel API";
        page.OpenApiRoutePattern = ApiDescription.DocumentPath;
        // The document names no server; an example request is to work where it is shown.
        page.Servers = [new ScalarServer("/")];
        page.DynamicBaseServerUrl = true;
        page.HeadContent = Language;
        page.CustomCss = Colours;
        page.DefaultFonts = false;
        page.Telemetry = false;
        page.HideClientButton = true;
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        page.Agent = new ScalarAgentOptions { Disabled = true };
        page.Mcp = new ScalarMcpOptions { Disabled = true };
    }).AllowAnonymous();
}
