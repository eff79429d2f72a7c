using System.Collections.Concurrent;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Adapters.Tests.OpenAI;

/// <summary>An OpenAI-compatible endpoint on a loopback port that answers as a test says and keeps every request.</summary>
internal sealed class StubEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubEndpoint(WebApplication app) => _app = app;

    public Uri BaseUrl => new(_app.Urls.Single() + "/v1");

    public ConcurrentQueue<(string Path, string? Authorization, JsonElement Body)> Requests { get; } = [];

    public static async Task<StubEndpoint> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        var stub = new StubEndpoint(builder.Build());
        stub._app.Run(async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            context.Items["body"] = body.RootElement.Clone();
            stub.Requests.Enqueue((context.Request.Path, context.Request.Headers.Authorization, body.RootElement.Clone()));
            await answer(context);
        });

        await stub._app.StartAsync();
        return stub;
    }

    public static Func<HttpContext, Task> Json(
        string json, int status = StatusCodes.Status200OK, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";

        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(json, context.RequestAborted);
    };

    public static string Completion(string content) => $$$"""
        {"id":"c1","object":"chat.completion","created":1767225600,"model":"stub-1",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":{{{JsonSerializer.Serialize(content)}}} }}],
         "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}
        """;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
