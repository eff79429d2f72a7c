using System.Buffers;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>Lines of a stream as bytes, without their end (LF or CRLF), each bounded in length.</summary>
internal sealed class LineReader(Stream stream, int mostBytes)
{
    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly ArrayBufferWriter<byte> _line = new(1 << 10);
    private int _at;
    private int _filled;

    /// <summary>Null at the end of the stream. The bytes hold until the next call.</summary>
    /// <exception cref="AnswerTooLongException">The line is longer than allowed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();

        while (true)
        {
            if (_at == _filled)
            {
                (_at, _filled) = (0, await stream.ReadAsync(_buffer, cancellationToken));

                if (_filled == 0)
                {
                    return _line.WrittenCount > 0 ? _line.WrittenMemory : default(ReadOnlyMemory<byte>?);
                }
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at, _filled - _at);
            int end = rest.IndexOf((byte)'\n');
            _line.Write(end < 0 ? rest : rest[..end]);
            _at += end < 0 ? rest.Length : end + 1;

            if (_line.WrittenCount > mostBytes)
            {
                throw new AnswerTooLongException();
            }

            if (end >= 0)
            {
                return _line.WrittenMemory.TrimEnd((byte)'\r');
            }
        }
    }
}
