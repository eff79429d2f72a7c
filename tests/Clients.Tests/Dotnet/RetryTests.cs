using System.Net;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Client;

namespace PromptIntel.Clients.Tests.Dotnet;

/// <summary>What is sent again after an outage and what is not, against a server that is always away.</summary>
public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Calls { get; } = new()
    {
        { "get", 3 },
        { "search", 3 },
        { "render", 3 },
        { "execute", 3 },
        { "batch", 3 },
        { "update", 1 },
        { "create", 1 },
        { "put", 1 },
        { "label", 1 },
        { "archive", 1 },
        { "answer", 1 },
        { "cancel", 1 },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Request_IsSentAgainOnlyWhereThatDoesNothingTwice(string call, int attempts)
    {
        var server = new AwayServer();
        await using ServiceProvider services = new ServiceCollection()
            .AddPromptIntelClient(options => (options.Address, options.MaxRetries) = (new Uri("http://away/below/a/path"), 2))
            .AddHttpClient("promptintel").ConfigurePrimaryHttpMessageHandler(() => server).Services
            .BuildServiceProvider();
        PromptIntelClient client = services.GetRequiredService<PromptIntelClient>();

        var refused = await Assert.ThrowsAsync<PromptIntelException>(() => SendAsync(client, call));

        Assert.True(refused.IsOutage);
        Assert.Equal(attempts, server.Requests.Count);
        Assert.Contains(" http://away/below/a/path/api/", Assert.Single(server.Requests.Distinct()), StringComparison.Ordinal);
    }

    private static Task SendAsync(PromptIntelClient client, string call) => call switch
    {
        "get" => client.Prompts.GetAsync("a/b", Token),
        "search" => client.Prompts.SearchAsync(new("x"), Token),
        "render" => client.Prompts.RenderAsync("a/b", cancellationToken: Token),
        "execute" => client.Executions.ExecuteAsync(new("w", new { }), Token),
        "batch" => client.Batches.ExecuteAsync(new("w"), [new { }], Token),
        "update" => client.Prompts.UpdateAsync(new("a", "b"), Token),
        "create" => client.Prompts.CreateAsync(new("a", "b", "x"), Token),
        "put" => client.Prompts.PutTextAsync("a/b", "x", cancellationToken: Token),
        "label" => client.Prompts.SetLabelAsync("a/b", "production", 1, cancellationToken: Token),
        "archive" => client.Prompts.ArchiveAsync("a/b", Token),
        "answer" => client.Executions.AnswerAsync(Guid.Empty, "review", new(true), Token),
        "cancel" => client.Executions.CancelAsync(Guid.Empty, Token),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, null),
    };

    /// <summary>Notes method, path, key and body of what it is sent, so that a repeat is seen to be one.</summary>
    private sealed class AwayServer : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            string key = request.Headers.TryGetValues("Idempotency-Key", out var values) ? values.Single() : "";
            Requests.Add($"{request.Method} {request.RequestUri} {key} {body}");
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request };
        }
    }
}
