namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Reads the terms of a text: runs of letters and digits, split where the case changes (<c>questionnaireToContract</c>), in lower case,
/// stemmed, without stop words. Allocates nothing; <see cref="Current"/> is valid until the next <see cref="MoveNext"/>.
/// </summary>
/// <param name="buffer">Scratch space of <see cref="MaxWordLength"/> characters, which holds <see cref="Current"/>.</param>
internal ref struct TermReader(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>Longer runs are keys and encoded data, nothing that anybody searches for.</summary>
    public const int MaxWordLength = 48;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private int _next;
    private int _length;

    public readonly ReadOnlySpan<char> Current => _buffer[.._length];

    /// <summary>Where the current word begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where the current word ends in the text, exclusive.</summary>
    public readonly int End => _next;

    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            if (!char.IsLetterOrDigit(_text[_next]))
            {
                _next++;
                continue;
            }

            Start = _next;
            _next = EndOfWord(_next);
            if (TakeWord())
            {
                return true;
            }
        }

        return false;
    }

    private readonly int EndOfWord(int start)
    {
        int end = start + 1;
        // "e-mail" and "email" are one word.
        if (end + 1 < _text.Length && _text[end] == '-' && char.IsLetter(_text[start]) && char.IsLetter(_text[end + 1]))
        {
            end++;
        }

        while (end < _text.Length && char.IsLetterOrDigit(_text[end]) && !IsBoundary(end))
        {
            end++;
        }

        return end;
    }

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

    private bool TakeWord()
    {
        if (_next - Start > MaxWordLength)
        {
            return false;
        }

        _length = 0;
        foreach (char letter in _text[Start.._next])
        {
            if (letter != '-')
            {
                _buffer[_length++] = char.ToLowerInvariant(letter);
            }
        }

        bool isLoneLetter = _length == 1 && !char.IsDigit(_buffer[0]) && char.IsAscii(_buffer[0]);
        if (isLoneLetter || StopWords.Contains(Current))
        {
            return false;
        }

        _length = Stemmer.Stem(_buffer[.._length]);
        return true;
    }
}
