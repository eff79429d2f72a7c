using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// Messages of the Model Context Protocol as lines of the standard input and output. What was asked is still answered after the input has
/// ended. Writing is safe for concurrent use.
/// </summary>
internal sealed class McpLines : IDisposable
{
    private const string NotJson =
        """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"A line must be one message in JSON."}}""";

    private readonly StreamReader _input = new(Console.OpenStandardInput(), Encoding.UTF8);
    private readonly StreamWriter _output = new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Until the input ends; a line that is no message is answered and passed over.</summary>
    public async IAsyncEnumerable<JsonRpcMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _input.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Read(line) is { } message)
            {
                yield return message;
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                await WriteAsync(NotJson, cancellationToken);
            }
        }
    }

    public Task WriteAsync(JsonRpcMessage message, CancellationToken cancellationToken) =>
        WriteAsync(JsonSerializer.Serialize(message, McpJsonUtilities.DefaultOptions), cancellationToken);

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _writing.Dispose();
    }

    private static JsonRpcMessage? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonRpcMessage>(line, McpJsonUtilities.DefaultOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);

        try
        {
            await _output.WriteAsync($"{line}\n".AsMemory(), cancellationToken);
            await _output.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
