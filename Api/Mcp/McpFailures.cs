using System.Text.Json;
using System.Text.Json.Nodes;

using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Core.Json;

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
        server.Filters.Message.IncomingFilters.Insert(0, Checked);
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

    /// <summary>
    /// Parameters are held to the rule for all that comes in, before the library reads them: it takes half a surrogate pair, which is the
    /// caller's mistake, for a failure of its own.
    /// </summary>
    private static McpMessageHandler Checked(McpMessageHandler next) => (context, cancellationToken) =>
        context.JsonRpcMessage is JsonRpcRequest { Params: { } parameters } && Mistake(parameters) is { } mistake
            ? throw new McpProtocolException(mistake.ToString(), McpErrorCode.InvalidParams)
            : next(context, cancellationToken);

    private static JsonFault? Mistake(JsonNode parameters)
    {
        try
        {
            return FaultOf(parameters);
        }
        catch (InvalidOperationException)
        {
            // The name of a field, which is only read here.
            return new JsonFault("params", StorableJson.NotUnicode);
        }
        catch (ArgumentException)
        {
            return new JsonFault("params", "must not have a field twice");
        }
    }

    private static JsonFault? FaultOf(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(one => FaultOf(one.Value)?.Within(one.Key)).FirstOrDefault(fault => fault is not null),
        JsonArray items => items.Select((one, index) => FaultOf(one)?.Within($"[{index}]")).FirstOrDefault(fault => fault is not null),
        JsonValue value when value.TryGetValue(out JsonElement element) => StorableJson.FaultOf(element, StorableJson.MaxWrappedDepth),
        _ => null,
    };

    [LoggerMessage(8004, LogLevel.Error, "A request by the Model Context Protocol failed: {Method}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string method);
}
