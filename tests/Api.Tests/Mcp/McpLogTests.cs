using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace PromptIntel.Api.Tests.Mcp;

/// <summary>What a caller gets wrong is told to him and is no error of the service; what the service gets wrong is.</summary>
public sealed class McpLogTests(McpLogTests.Host host) : IClassFixture<McpLogTests.Host>
{
    private const string Secret = "what-the-caller-sent";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData(null)]
    public async Task Mistakes_OfACaller_AreToldAndNotLogged(string? revision)
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http, revision);

        McpProtocolException noPrompt = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await client.GetPromptAsync($"general/{Secret}", cancellationToken: Token));
        McpProtocolException noTool = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await client.CallToolAsync(Secret, cancellationToken: Token));
        await Assert.ThrowsAnyAsync<McpException>(
            async () => await client.ReadResourceAsync($"promptintel://entries/general/{Secret}", cancellationToken: Token));
        await Assert.ThrowsAnyAsync<McpException>(
            async () => await client.ReadResourceAsync($"nowhere://{Secret}", cancellationToken: Token));
        CallToolResult misspelt = await client.CallToolAsync(
            "search_prompts", new Dictionary<string, object?> { [Secret] = Secret }, cancellationToken: Token);

        Assert.Contains(Secret, noPrompt.Message, StringComparison.Ordinal);
        Assert.Contains(Secret, noTool.Message, StringComparison.Ordinal);
        Assert.True(misspelt.IsError);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("McpException", StringComparison.Ordinal)
            || line.Contains("McpProtocolException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_OfTheService_IsLoggedWithoutWhatTheCallerSent()
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http, null);

        CallToolResult failed = await client.CallToolAsync(
            BrokenTool.Name, new Dictionary<string, object?> { ["text"] = Secret }, cancellationToken: Token);

        Assert.True(failed.IsError);
        string line = Assert.Single(host.Log.Lines, line => line.Contains(BrokenTool.Failure, StringComparison.Ordinal));
        Assert.StartsWith("A request by the Model Context Protocol failed: tools/call", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
    }

    private static async Task<McpClient> ConnectAsync(HttpClient http, string? revision) => await McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(http.BaseAddress!, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            },
            http),
        new McpClientOptions { ProtocolVersion = revision },
        cancellationToken: Token);

    public sealed class Host : ApiHost
    {
        internal LogLines Log { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureLogging(logging => logging.AddProvider(Log));
            builder.ConfigureServices(services => services.AddSingleton<McpServerTool, BrokenTool>());
        }
    }

    private sealed class BrokenTool : McpServerTool
    {
        public const string Name = "broken";
        public const string Failure = "The store is not what it was.";

        public override Tool ProtocolTool { get; } = new()
        {
            Name = Name,
            InputSchema = System.Text.Json.JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object" }),
        };

        public override IReadOnlyList<object> Metadata => [];

        public override ValueTask<CallToolResult> InvokeAsync(
            RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException(Failure);
    }
}
