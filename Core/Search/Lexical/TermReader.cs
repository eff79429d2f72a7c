using System.Globalization;
using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Reads the terms of a text: runs of letters and digits, split where the case changes (<c>questionnaireToContract</c>), folded by
/// <see cref="LetterFolding"/>, without stop words; of <see cref="UnspacedScripts"/> every pair of neighbours. Allocates nothing; what
/// was read is valid until the next <see cref="MoveNext"/>.
/// </summary>
/// <param name="buffer">Scratch space of <see cref="BufferLength"/> characters.</param>
/// <param name="hasSingles">
/// Whether an unspaced letter that has neighbours is given alone too, as a document must so that a query of one letter finds it.
/// </param>
internal ref struct TermReader(ReadOnlySpan<char> text, Span<char> buffer, bool hasSingles = true)
{
    /// <summary>Characters of the buffer: half for the word, half for its stem.</summary>
    public const int BufferLength = 2 * Half;

    /// <summary>Longer runs are keys and encoded data, nothing that anybody searches for.</summary>
    private const int MaxWordLength = 48;

    private const int Half = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private readonly bool _hasSingles = hasSingles;
    private int _next;
    private int _length;
    private bool _isPairDue;

    /// <summary>The word, folded.</summary>
    public readonly ReadOnlySpan<char> Word => _buffer[.._length];

    /// <summary>Where the word begins in the text as it was given.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends, exclusive.</summary>
    public int End { get; private set; }

    /// <summary>The stem of the word; the word itself where there is nothing to strip.</summary>
    public readonly ReadOnlySpan<char> Stem()
    {
        Span<char> stem = _buffer.Slice(Half, _length);
        Word.CopyTo(stem);
        return stem[..Stemmer.Stem(stem)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            if (UnspacedScripts.Contains(_text[_next]))
            {
                if (TakeUnspaced())
                {
                    return true;
                }

                continue;
            }

            if (!char.IsLetterOrDigit(_text[_next]))
            {
                _next++;
                continue;
            }

            (Start, End) = (_next, EndOfWord(_next));
            _next = End;

            if (TakeWord())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>At each letter itself, where wanted, then the pair that it begins.</summary>
    private bool TakeUnspaced()
    {
        int at = _next;
        bool hasNext = at + 1 < _text.Length && UnspacedScripts.Contains(_text[at + 1]);
        bool isAlone = !hasNext && (at == 0 || !UnspacedScripts.Contains(_text[at - 1]));
        bool isPair = _isPairDue || !(_hasSingles || isAlone);
        _isPairDue = !isPair && hasNext;
        _next = _isPairDue ? at : at + 1;

        if (isPair && !hasNext)
        {
            return false;
        }

        (Start, End) = (at, isPair ? at + 2 : at + 1);
        _text[Start..End].CopyTo(_buffer);
        _length = End - Start;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int EndOfWord(int start)
    {
        int end = start + 1;
        // "e-mail" and "email" are one word.
        if (end + 1 < _text.Length && _text[end] == '-' && char.IsLetter(_text[start]) && char.IsLetter(_text[end + 1]))
        {
            end++;
        }

        while (end < _text.Length && Continues(_text[end]) && !IsBoundary(end))
        {
            end++;
        }

        return end;
    }

    private static bool Continues(char letter) => char.IsAscii(letter)
        ? char.IsAsciiLetterOrDigit(letter)
        : !UnspacedScripts.Contains(letter) && (letter == '\u00AD' || char.IsLetterOrDigit(letter) ||
            char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private readonly bool IsBoundary(int at)
    {
        if (!char.IsUpper(_text[at]))
        {
            return false;
        }

        bool followsLower = char.IsLower(_text[at - 1]);
        bool endsAcronym = char.IsUpper(_text[at - 1]) && at + 1 < _text.Length && char.IsLower(_text[at + 1]);
        return followsLower || endsAcronym;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TakeWord()
    {
        if (End - Start > MaxWordLength)
        {
            return false;
        }

        _length = 0;

        foreach (char letter in _text[Start..End])
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                _buffer[_length++] = char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter;
            }
            else if (letter != '-')
            {
                _length += LetterFolding.Fold(letter, _buffer[_length..]);
            }

            if (_length > Half - LetterFolding.MaxLength)
            {
                return false;
            }
        }

        bool isLoneLetter = _length == 1 && char.IsAsciiLetter(_buffer[0]);
        return _length > 0 && !isLoneLetter && !StopWords.Contains(Word);
    }
}
