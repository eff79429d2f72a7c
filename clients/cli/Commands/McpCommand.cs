using System.CommandLine;

using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// The server's <c>/mcp</c> over standard input and output, for clients that start a program: messages pass both ways as they are, with the
/// profile's key added. It ends with its input.
/// </summary>
internal static class McpCommand
{
    private const string KeyHeader = "X-API-Key";

    public static Command Create()
    {
        var command = new Command("mcp", "Serve the Model Context Protocol over standard input and output, by the server.");
        Session.Handle(command, async (session, _, cancellationToken) =>
        {
            var options = new HttpClientTransportOptions
            {
                Endpoint = new Uri(session.Target.Address, "mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = session.Target.Key is { } key ? new Dictionary<string, string> { [KeyHeader] = key } : null,
            };
            await using var http = new HttpClientTransport(options);
            await using ITransport server = await http.ConnectAsync(cancellationToken);
            await using var client = new StdioServerTransport("promptintel");
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task answers = PassAsync(server, client, ended.Token);
            await PassAsync(client, server, ended.Token);
            await ended.CancelAsync();
            await answers;
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>
    /// Each message by itself: one that waits for its answer, such as a run, holds up no other, such as the answer to a question that the
    /// run asks.
    /// </summary>
    private static async Task PassAsync(ITransport from, ITransport to, CancellationToken cancellationToken)
    {
        var sending = new List<Task>();

        try
        {
            await foreach (JsonRpcMessage message in from.MessageReader.ReadAllAsync(cancellationToken))
            {
                sending.RemoveAll(sent => sent.IsCompleted);
                sending.Add(SendAsync(message, from, to, cancellationToken));
            }

            await Task.WhenAll(sending);
        }
        catch (OperationCanceledException)
        {
            // The other side is over.
        }
    }

    /// <summary>A request that cannot be passed is answered with why, so that nobody waits for ever.</summary>
    private static async Task SendAsync(JsonRpcMessage message, ITransport from, ITransport to, CancellationToken cancellationToken)
    {
        try
        {
            await to.SendMessageAsync(message, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && message is JsonRpcRequest)
        {
            await from.SendMessageAsync(
                new JsonRpcError
                {
                    Id = ((JsonRpcRequest)message).Id,
                    Error = new JsonRpcErrorDetail { Code = -32000, Message = $"The server could not be asked: {failure.Message}" },
                },
                cancellationToken);
        }
    }
}
