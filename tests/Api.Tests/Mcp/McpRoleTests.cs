using System.Net;

using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

using PromptIntel.Api.Tests.Auth;

namespace PromptIntel.Api.Tests.Mcp;

/// <summary>The protocol lets in whom the API lets in, and each tool whom its route lets in.</summary>
public sealed class McpRoleTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private static readonly Dictionary<string, object?> Entry = new() { ["namespace"] = "commands", ["name"] = "explain_error" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reader", "search_prompts", true)]
    [InlineData("reader", "suggest_improvement", false)]
    [InlineData("editor", "suggest_improvement", true)]
    [InlineData("editor", "set_label", false)]
    [InlineData("publisher", "set_label", true)]
    public async Task Tool_AsksForTheRoleOfItsRoute(string role, string tool, bool isAllowed)
    {
        using HttpClient http = host.ClientFor(role);
        await using McpClient client = await McpClient.CreateAsync(Transport(http), cancellationToken: Token);

        CallToolResult result = await client.CallToolAsync(
            tool,
            tool switch
            {
                "search_prompts" => new Dictionary<string, object?> { ["query"] = "contract" },
                "set_label" => new(Entry) { ["label"] = "tried", ["version"] = 1 },
                _ => new(Entry) { ["text"] = "Say where it broke." },
            },
            cancellationToken: Token);

        string text = Assert.IsType<TextContentBlock>(result.Content[0]).Text;
        Assert.True(isAllowed == (result.IsError != true), text);

        if (!isAllowed)
        {
            Assert.Contains("\"code\":\"forbidden\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WithoutAKey_NobodyIsLetIn()
    {
        using HttpClient http = host.CreateClient();

        HttpRequestException refused = await Assert.ThrowsAnyAsync<HttpRequestException>(
            async () => await McpClient.CreateAsync(Transport(http), cancellationToken: Token));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static HttpClientTransport Transport(HttpClient http) => new(
        new HttpClientTransportOptions { Endpoint = new Uri(http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp },
        http);
}
