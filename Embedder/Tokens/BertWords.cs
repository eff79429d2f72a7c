using System.Globalization;
using System.Text;

namespace PromptIntel.Embedder.Tokens;

/// <summary>
/// Splits a text into the words that BERT's uncased models were trained on: control characters dropped, accents taken off, lower case, and
/// every punctuation mark and Chinese character a word of its own. Reads no further than it is asked, so a long
/// text costs what is used of it.
/// </summary>
/// <param name="longest">Characters of a word that are kept; of a longer one there are more than that, for the reader to see.</param>
internal ref struct BertWords(ReadOnlySpan<char> text, int longest)
{
    private readonly List<Rune> _word = new(longest + 1);
    private readonly List<Rune> _parts = new(4);
    private SpanRuneEnumerator _runes = text.EnumerateRunes();
    private Rune? _mark;

    /// <summary>The word; at most one character more than the longest.</summary>
    public readonly List<Rune> Current => _word;

    public bool MoveNext()
    {
        _word.Clear();

        if (_mark is { } mark)
        {
            _word.Add(mark);
            _mark = null;
            return true;
        }

        while (_runes.MoveNext())
        {
            Rune rune = _runes.Current;

            if (IsDropped(rune))
            {
                continue;
            }

            if (IsSpace(rune))
            {
                if (_word.Count > 0)
                {
                    return true;
                }
            }
            else if (TakeParts(rune))
            {
                return true;
            }
        }

        return _word.Count > 0;
    }

    /// <returns>Whether a word has ended.</returns>
    private bool TakeParts(Rune rune)
    {
        _parts.Clear();
        Decompositions.AddTo(_parts, rune);
        bool standsAlone = IsChinese(rune);

        foreach (Rune part in _parts)
        {
            Rune lower = Rune.ToLowerInvariant(part);

            if (standsAlone || IsMark(lower))
            {
                // A character that stands alone has one part: no later one is lost here.
                return EndBefore(lower);
            }

            if (_word.Count <= longest)
            {
                _word.Add(lower);
            }
        }

        return false;
    }

    private bool EndBefore(Rune alone)
    {
        if (_word.Count > 0)
        {
            _mark = alone;
        }
        else
        {
            _word.Add(alone);
        }

        return true;
    }

    private static bool IsDropped(Rune rune) => rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    private static bool IsMark(Rune rune) => rune.IsAscii
        ? Rune.IsPunctuation(rune) || Rune.IsSymbol(rune)
        : Rune.IsPunctuation(rune);

    /// <summary>The blocks of ideographs that the model's own tokenizer names.</summary>
    private static bool IsChinese(Rune rune) => rune.Value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
