using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>Splits a stream at its line feeds. What is kept of it at any time is one line of bounded length.</summary>
public static class JsonLines
{
    public const int MaxLineBytes = 16 * 1024 * 1024;

    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>
    /// Every line with its number, from 1. A line is valid until the next is asked for; null: it is too long and was left out.
    /// </summary>
    public static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte>? Bytes)> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[FirstBufferBytes];
        (int start, int searched, int end) = (0, 0, 0);
        int number = 1;
        bool isTooLong = false;
        while (true)
        {
            int feed = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                yield return (number++, isTooLong ? null : buffer.AsMemory(start, searched + feed - start));
                isTooLong = false;
                start = searched += feed + 1;
                continue;
            }

            isTooLong |= end - start > MaxLineBytes;
            (start, end) = isTooLong ? (0, 0) : MakeRoom(ref buffer, start, end);
            searched = end;
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        yield return (number, isTooLong ? null : buffer.AsMemory(start, end - start));
    }

    private static (int Start, int End) MakeRoom(ref byte[] buffer, int start, int end)
    {
        byte[] source = buffer;
        if (end - start == buffer.Length)
        {
            buffer = new byte[buffer.Length * 2];
        }

        source.AsSpan(start, end - start).CopyTo(buffer);
        return (0, end - start);
    }
}
