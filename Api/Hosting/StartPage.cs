namespace PromptIntel.Api.Hosting;

/// <summary>The page at <c>/</c>: static files of <c>wwwroot</c>, which load and ask nothing but this service.</summary>
internal static class StartPage
{
    // The contract is shown in a sandboxed frame that has this policy too, and brings its own styles; hence inline
    // styles, and no inline script.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseStartPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = served =>
            {
                IHeaderDictionary headers = served.Context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-cache";
            },
        });
    }
}
