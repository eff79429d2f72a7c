using System.Reflection;

using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Api.Mcp;

/// <summary>The Model Context Protocol over streamable HTTP at <c>/mcp</c>, with the keys and roles of the API.</summary>
internal static class McpExtensions
{
    private const string Path = "/mcp";
    private const int MaxIdleSessions = 1_000;

    private static readonly TimeSpan SessionTimeout = TimeSpan.FromMinutes(30);

    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddSingleton<OwnRoutes>();
        services.AddSingleton<McpServerTool, ExecuteTool>();

        foreach (RouteToolDescription tool in Tools.All)
        {
            services.AddSingleton<McpServerTool>(provider => new RouteTool(
                provider.GetRequiredService<OwnRoutes>(), provider.GetRequiredService<JsonSchemaValidator>(), tool));
        }

        services.AddSingleton<PromptHandlers>();
        services.AddSingleton<ResourceHandlers>();
        services.AddSingleton<PromptChanges>();
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            // Clients that begin with a handshake get a session, and with it what a server may send by itself; newer ones need none.
            transport.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
#pragma warning disable MCP9006 // Marked as being for older clients: those that are in use today.
            transport.IdleTimeout = SessionTimeout;
            transport.MaxIdleSessionCount = MaxIdleSessions;
#pragma warning restore MCP9006
        });
        services.AddOptions<McpServerOptions>().Configure<PromptHandlers, ResourceHandlers, PromptChanges>(Configure)
            .Configure<ILoggerFactory>((server, loggers) => McpFailures.Log(server, loggers.CreateLogger(typeof(McpFailures))));
        services.AddLogging(logging => logging.AddMcpFailures());
        return services;
    }

    public static void MapMcp(this WebApplication app) =>
        app.MapMcp(Path).RequireAuthorization(Policies.Reader).WithLargeBody();

    private static void Configure(
        McpServerOptions server, PromptHandlers prompts, ResourceHandlers resources, PromptChanges changes)
    {
        server.ServerInfo = new Implementation
        {
            Name = "promptintel",
            Title = "PromptIntel",
            Version = typeof(McpExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? "",
        };
        server.ServerInstructions =
            "Prompts and multi-stage workflows as versioned components. What update_prompt or set_label changes is served "
                + "everywhere at once; what waits for a person is answered with approve.";
        server.Capabilities = new ServerCapabilities
        {
            Prompts = new PromptsCapability { ListChanged = true },
            Tools = new ToolsCapability(),
            Resources = new ResourcesCapability(),
            Completions = new CompletionsCapability(),
        };
        server.PromptCollection = changes;
        server.Handlers.ListPromptsHandler = prompts.ListAsync;
        server.Handlers.GetPromptHandler = prompts.GetAsync;
        server.Handlers.CompleteHandler = prompts.CompleteAsync;
        server.Handlers.ListResourceTemplatesHandler = ResourceHandlers.ListTemplatesAsync;
        server.Handlers.ReadResourceHandler = resources.ReadAsync;
    }
}
