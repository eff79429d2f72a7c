using System.Text.Json;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>
/// The server-sent events of a streamed answer, each in the form that the client reads. An error among them, and an end before the
/// model said that it was finished, break the stream instead of ending it. One reader.
/// </summary>
internal sealed class AnswerStream(Stream inner) : Stream
{
    /// <summary>Of one line: a chunk is a few words, a whole answer in one chunk is not longer than this.</summary>
    private const int MostLineBytes = 16 << 20;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    private readonly LineReader _lines = new(inner, MostLineBytes);
    private ReadOnlyMemory<byte> _ready;
    private bool _isFinished;
    private bool _isDone;
    private bool _isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty && !_isOver)
        {
            _ready = await NextAsync(cancellationToken);
        }

        int count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What the next line is to the client; empty where it is nothing.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? read;

        try
        {
            read = await _lines.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (
            exception is IOException and not AnswerTooLongException or HttpRequestException or InvalidDataException)
        {
            throw new StreamBrokenException(inner: exception);
        }

        if (read is not { } line)
        {
            return End();
        }

        // Comments keep a connection open; names and ids of events are of no use to a client of this API.
        line = line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        if (!line.Span.StartsWith("data:"u8))
        {
            return default;
        }

        ReadOnlyMemory<byte> data = line["data:".Length..].TrimStart((byte)' ').TrimEnd((byte)' ');

        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            (_isDone, _isOver) = (true, true);
            return Done;
        }

        return data.IsEmpty ? default : Chunk(data);
    }

    private byte[] Chunk(ReadOnlyMemory<byte> data)
    {
        WireAnswer answer;

        try
        {
            answer = WirePatch.Apply(data, isChunk: true);
        }
        catch (JsonException exception)
        {
            throw new StreamBrokenException(inner: exception);
        }

        if (answer.HasError)
        {
            throw new StreamBrokenException(EndpointError.Read(data, 200));
        }

        _isFinished |= answer.Finish is not null;
        return [.. "data: "u8, .. answer.Json.Span, .. "\n\n"u8];
    }

    private ReadOnlyMemory<byte> End()
    {
        _isOver = true;
        return _isFinished || _isDone ? Done : throw new StreamBrokenException();
    }
}
