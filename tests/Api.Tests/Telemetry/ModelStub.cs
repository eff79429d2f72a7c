using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Api.Tests.Telemetry;

/// <summary>An OpenAI-compatible endpoint on a loopback port: one answer to every chat, one direction for every text.</summary>
internal sealed class ModelStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ModelStub(WebApplication app) => _app = app;

    public string BaseUrl => $"{_app.Urls.Single()}/v1";

    public static async Task<ModelStub> StartAsync(string answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new ModelStub(builder.Build());
        stub._app.MapPost("/v1/chat/completions", () => Results.Json(new
        {
            id = "c1",
            @object = "chat.completion",
            created = 1_767_225_600,
            model = "stub-1",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = answer } } },
            usage = new { prompt_tokens = 12, completion_tokens = 5, total_tokens = 17 },
        }));
        stub._app.MapPost("/v1/embeddings", (JsonElement request) => Results.Json(new
        {
            @object = "list",
            model = "stub-embedding",
            data = Enumerable.Range(0, request.GetProperty("input").GetArrayLength()).Select(
                index => new { @object = "embedding", index, embedding = Vector }),
            usage = new { prompt_tokens = 3, total_tokens = 3 },
        }));
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>As the client asks for it: little-endian floats in base64.</summary>
    private static string Vector { get; } = Convert.ToBase64String(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([0.6f, 0.8f]));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
