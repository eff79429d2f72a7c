namespace PromptIntel.Api.Hosting;

/// <summary>The page at <c>/</c>: static files of <c>wwwroot</c>, with scripts from nowhere else.</summary>
internal static class StartPage
{
    // Inline styles: the contract is shown in a frame and brings its own.
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

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
                headers.CacheControl = "no-cache";
            },
        });
    }
}
