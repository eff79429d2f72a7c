using System.Collections.Concurrent;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Client;
using PromptIntel.Client.Caching;

namespace PromptIntel.Clients.Tests.Dotnet;

/// <summary>
/// A client of a real Api on a line that can hold an answer up on its way, or change it, so that what happens meanwhile is tested.
/// </summary>
internal sealed class SlowAnswers : DelegatingHandler, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SlowAnswers(RunningApi api) => _services = new ServiceCollection()
        .AddPromptIntelClient(options => options.Address = api.Address)
        .AddHttpClient("promptintel").AddHttpMessageHandler(() => this).Services
        .BuildServiceProvider();

    public PromptCache Cache => _services.GetRequiredService<PromptCache>();

    /// <summary>Given every answer before the client gets it.</summary>
    public Func<HttpResponseMessage, Task> OnAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Method and path of everything that was asked.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static bool IsReadOf(HttpResponseMessage answer, PromptReference prompt) =>
        answer.RequestMessage!.RequestUri!.AbsolutePath == $"/api/prompts/{prompt}";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        await OnAnswer(answer);
        return answer;
    }
}
