using System.CommandLine;

using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// The server's <c>/mcp</c> over standard input and output, for clients that start a program: messages pass both ways as they are, with the
/// profile's key added. It ends with its input.
/// </summary>
internal static class McpCommand
{
    private const string KeyHeader = "X-API-Key";
    private const int NotPassed = -32000;

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
            ITransport server = await http.ConnectAsync(cancellationToken);
            using var client = new McpLines();
            Task answers = AnswerAsync(server, client, cancellationToken);
            await AskAsync(client, server, cancellationToken);
            // Everything was asked and answered: what came is still written, then it is over.
            await server.DisposeAsync();
            await answers;
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task AnswerAsync(ITransport server, McpLines client, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (JsonRpcMessage message in server.MessageReader.ReadAllAsync(cancellationToken))
            {
                await client.WriteAsync(message, cancellationToken);
            }
        }
        catch (IOException)
        {
            // Closed by our side behind the last answer, or nobody reads the output any more.
        }
    }

    /// <summary>
    /// Each message by itself: one that waits for its answer, such as a run, holds up no other, such as the answer to a question that the
    /// run asks. Only the first, which opens the session, is waited for.
    /// </summary>
    private static async Task AskAsync(McpLines client, ITransport server, CancellationToken cancellationToken)
    {
        var sending = new List<Task>();
        bool isOpen = false;

        await foreach (JsonRpcMessage message in client.ReadAsync(cancellationToken))
        {
            Task sent = SendAsync(message, client, server, cancellationToken);

            if (!isOpen)
            {
                await sent;
                isOpen = true;
            }

            sending.RemoveAll(task => task.IsCompletedSuccessfully);
            sending.Add(sent);
        }

        await Task.WhenAll(sending);
    }

    /// <summary>A request that cannot be passed is answered with why, so that nobody waits for ever.</summary>
    private static async Task SendAsync(JsonRpcMessage message, McpLines client, ITransport server, CancellationToken cancellationToken)
    {
        try
        {
            await server.SendMessageAsync(message, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            if (message is JsonRpcRequest request)
            {
                var error = new JsonRpcErrorDetail { Code = NotPassed, Message = $"The server could not be asked: {failure.Message}" };
                await client.WriteAsync(new JsonRpcError { Id = request.Id, Error = error }, cancellationToken);
            }
        }
    }
}
