using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PromptIntel.Clients.Tests;

/// <summary>A small web server that is none of ours: a proxy with a page of its own, or one that accepts and says nothing.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private ForeignServer(WebApplication server) => _server = server;

    public string Address => _server.Urls.Single();

    /// <summary>Answers everything with a page and 200.</summary>
    public static Task<ForeignServer> WithAPageAsync() => StartAsync(http =>
    {
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync("<html><body>Welcome</body></html>");
    });

    public static Task<ForeignServer> ThatSaysNothingAsync() =>
        StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<ForeignServer> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication server = builder.Build();
        server.Run(answer);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new ForeignServer(server);
    }
}
