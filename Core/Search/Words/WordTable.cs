using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PromptIntel.Core.Search.Words;

/// <summary>
/// What single English words mean beside each other, before any catalog was read: vectors that ship with the program, distilled from a
/// sentence model (eng/word-vectors has how, NOTICE.md whose). Immutable and safe for concurrent use.
/// </summary>
internal sealed class WordTable
{
    private const int FormatVersion = 1;
    private const byte Continuation = (byte)'#';

    /// <summary>Letters of a word's part; shorter ones mean nothing.</summary>
    private const int MinPart = 3;

    private static readonly Lazy<WordTable> Loaded = new(() => new WordTable(ReadResource()));

    private readonly byte[] _bytes;
    private readonly int[] _spellings;
    private readonly int _steps;
    private readonly int _numbers;

    private WordTable(byte[] bytes)
    {
        _bytes = bytes;
        int version = Int32(0);

        if (version != FormatVersion)
        {
            throw new InvalidDataException($"Word vectors of format {version}; this build reads {FormatVersion}.");
        }

        Dimensions = Int32(8);
        _spellings = new int[Int32(4)];
        int at = 12;

        for (int word = 0; word < _spellings.Length; word++)
        {
            _spellings[word] = at;
            at += 1 + bytes[at];
        }

        _steps = at;
        _numbers = at + (sizeof(float) * _spellings.Length);
    }

    public static WordTable Shipped => Loaded.Value;

    public int Dimensions { get; }

    public int Count => _spellings.Length;

    /// <summary>
    /// Adds the vector of a word to the sum; of one that is not there, those of the longest parts that are, together as much as one word.
    /// </summary>
    /// <param name="word">Folded. Letters other than English ones are passed over.</param>
    public void Add(ReadOnlySpan<char> word, Span<float> sum)
    {
        Span<byte> spelling = stackalloc byte[1 + word.Length];
        spelling[0] = Continuation;

        for (int at = 0; at < word.Length; at++)
        {
            spelling[1 + at] = char.IsAsciiLetterLower(word[at]) ? (byte)word[at] : (byte)0;
        }

        Span<int> parts = stackalloc int[word.Length];
        int count = 0;
        int start = 0;

        if (Find(spelling[1..]) is >= 0 and var whole)
        {
            parts[count++] = whole;
            start = word.Length;
        }

        while (start < word.Length)
        {
            int length = word.Length - start;
            int found = -1;

            // A part within a word is spelled with the sign of a continuation, for which the letter before makes room.
            (byte before, spelling[start]) = (spelling[start], Continuation);

            while (length >= MinPart && (found = Find(start == 0 ? spelling.Slice(1, length) : spelling.Slice(start, 1 + length))) < 0)
            {
                length--;
            }

            spelling[start] = before;
            start += found >= 0 ? length : 1;

            if (found >= 0)
            {
                parts[count++] = found;
            }
        }

        foreach (int part in parts[..count])
        {
            Add(part, 1 / MathF.Sqrt(count), sum);
        }
    }

    private void Add(int word, float weight, Span<float> sum)
    {
        float step = weight * BinaryPrimitives.ReadSingleLittleEndian(_bytes.AsSpan(_steps + (sizeof(float) * word)));
        ReadOnlySpan<sbyte> numbers = MemoryMarshal.Cast<byte, sbyte>(_bytes.AsSpan(_numbers + (Dimensions * word), Dimensions));

        for (int at = 0; at < sum.Length; at++)
        {
            sum[at] += step * numbers[at];
        }
    }

    private int Find(ReadOnlySpan<byte> spelling)
    {
        (int low, int high) = (0, _spellings.Length - 1);

        while (low <= high)
        {
            int middle = (low + high) / 2;
            int at = _spellings[middle];
            int order = spelling.SequenceCompareTo(_bytes.AsSpan(at + 1, _bytes[at]));

            if (order == 0)
            {
                return middle;
            }

            (low, high) = order > 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private static byte[] ReadResource()
    {
        using Stream stream = typeof(WordTable).Assembly.GetManifestResourceStream("word-vectors.bin")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
