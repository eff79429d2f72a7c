using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// What is logged of this protocol's requests. The library logs every refusal as an error, with a stack and the name that the caller sent;
/// it is not heard, and failures of this service are logged here, without a word of the caller's.
/// </summary>
internal static partial class McpFailures
{
    private const string Library = "ModelContextProtocol";

    public static void AddMcpFailures(this ILoggingBuilder logging) => logging.AddFilter(Library, LogLevel.None);

    public static void Log(McpServerOptions server, ILogger logger)
    {
        McpRequestFilters requests = server.Filters.Request;
        requests.CallToolFilters.Insert(0, next => Heard(next, logger));
        requests.GetPromptFilters.Insert(0, next => Heard(next, logger));
        requests.ListPromptsFilters.Insert(0, next => Heard(next, logger));
        requests.CompleteFilters.Insert(0, next => Heard(next, logger));
        requests.ListResourceTemplatesFilters.Insert(0, next => Heard(next, logger));
        requests.ReadResourceFilters.Insert(0, next => Heard(next, logger));
    }

    private static McpRequestHandler<TParams, TResult> Heard<TParams, TResult>(McpRequestHandler<TParams, TResult> next, ILogger logger)
        where TParams : class => async (request, cancellationToken) =>
    {
        try
        {
            return await next(request, cancellationToken);
        }
        catch (Exception failed) when (failed is not McpException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, failed, request.JsonRpcRequest.Method);
            throw;
        }
    };

    [LoggerMessage(8004, LogLevel.Error, "A request by the Model Context Protocol failed: {Method}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string method);
}
