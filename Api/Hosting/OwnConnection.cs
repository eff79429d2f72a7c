using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PromptIntel.Api.Hosting;

/// <summary>
/// A connection of this process to its own port, for one request after another. A socket and no more: it is made while somebody waits for
/// the process to be ready, and measures what the server takes. For one caller at a time.
/// </summary>
internal sealed class OwnConnection : IDisposable
{
    private const int LargestAnswer = 4 << 20;

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "\r\nContent-Length: "u8.ToArray();
    private static readonly byte[] Chunked = "\r\nTransfer-Encoding: chunked"u8.ToArray();
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly TcpClient _client = new() { NoDelay = true };
    private byte[] _answer = new byte[16_384];

    /// <summary>The first address that speaks plain HTTP, as this machine reaches it; null when there is none.</summary>
    public static (string Host, int Port)? Find(IServer server) =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            .Select(BindingAddress.Parse)
            .Where(address => address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false, Port: > 0 })
            .Select(address => ((string, int)?)(HostOf(address.Host), address.Port))
            .FirstOrDefault();

    public async Task OpenAsync((string Host, int Port) address, CancellationToken cancellationToken) =>
        await _client.ConnectAsync(address.Host, address.Port, cancellationToken);

    /// <summary>Sends the request and reads the whole answer. The status.</summary>
    public async Task<int> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        NetworkStream stream = _client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        int length = 0;

        while (!IsWhole(_answer.AsSpan(0, length)))
        {
            if (length == _answer.Length)
            {
                Array.Resize(ref _answer, length < LargestAnswer ? length * 2 : throw new IOException("The answer is too long."));
            }

            int read = await stream.ReadAsync(_answer.AsMemory(length), cancellationToken);
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
        }

        return int.Parse(_answer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A GET of the path with these headers.</summary>
    public static byte[] Get(string path, params IEnumerable<(string Name, string Value)> headers) => Head("GET", path, headers);

    /// <summary>A POST of JSON to the path with these headers.</summary>
    public static byte[] Post(string path, byte[] json, params IEnumerable<(string Name, string Value)> headers) =>
    [
        .. Head("POST", path, [.. headers, ("Content-Type", "application/json"), ("Content-Length", $"{json.Length}")]),
        .. json,
    ];

    private static byte[] Head(string method, string path, IEnumerable<(string Name, string Value)> headers)
    {
        string lines = string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        return Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
    }

    /// <summary>
    /// Whether the body has the length that the head tells, or its last chunk is there; a head that tells neither has none.
    /// </summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int end = answer.IndexOf(EndOfHead);

        if (end < 0)
        {
            return false;
        }

        if (answer[..end].IndexOf(Chunked) >= 0)
        {
            return answer.EndsWith(LastChunk);
        }

        int at = answer[..end].IndexOf(Length);
        ReadOnlySpan<byte> digits = at < 0 ? "0"u8 : answer[(at + Length.Length)..];
        int digitsEnd = digits.IndexOf((byte)'\r');
        int body = int.Parse(digitsEnd < 0 ? digits : digits[..digitsEnd], CultureInfo.InvariantCulture);
        return answer.Length >= end + EndOfHead.Length + body;
    }

    private static string HostOf(string host) => host switch
    {
        "*" or "+" or "0.0.0.0" or "[::]" => "localhost",
        _ => host.Trim('[', ']'),
    };
}
