using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Finds every number of a text in one pass, in digits or words.</summary>
internal sealed class QuantityScanner
{
    private readonly SourceDocument _document;
    private readonly Token[] _tokens;
    private readonly bool[] _isTaken;
    private readonly NumberNotation _notation;
    private readonly Currencies _currencies;

    /// <param name="isTaken">Tokens of dates, addresses and telephone numbers, whose digits are no quantities.</param>
    public QuantityScanner(SourceDocument document, bool[] isTaken, Currencies currencies)
    {
        _document = document;
        _tokens = document.Tokens;
        _isTaken = isTaken;
        _currencies = currencies;
        _notation = new NumberNotation(document.Text, document.Tokens);
    }

    public List<Quantity> Scan()
    {
        var found = new List<Quantity>();

        for (var i = 0; i < _tokens.Length;)
        {
            if (!_isTaken[i] && ReadAt(i) is { } quantity)
            {
                found.Add(quantity);
                i = quantity.Next;
            }
            else
            {
                i++;
            }
        }

        MarkRanges(found);

        return found;
    }

    private Quantity? ReadAt(int i)
    {
        if (_tokens[i].Kind == TokenKind.Word)
        {
            return NumberWords.Read(_tokens, i) is { } words ? Complete(i, words.End, words.Value, false, false) : null;
        }

        // Digits glued to letters or to a hyphenated code ("FN412", "U-21", "M4") are names.
        if (_tokens[i].Kind != TokenKind.Number || IsGluedBefore(i) || _notation.Read(_tokens, i) is not { } digits)
        {
            return null;
        }

        var isPlain = digits.Next == i + 1 && _tokens[i].Length == 4;

        return Complete(i, digits.Next, digits.Value, digits.IsAmbiguous, isPlain);
    }

    private Quantity? Complete(int first, int next, decimal value, bool isAmbiguous, bool isPlain)
    {
        var (before, width) = CurrencyBefore(first);
        var isMoney = width > 0;

        if (next < _tokens.Length && Magnitude(next, isMoney) is { } factor)
        {
            isAmbiguous &= value == decimal.Truncate(value);
            value *= factor;
            next++;
            isPlain = false;
        }
        else if (next < _tokens.Length
            && _tokens[next].Kind == TokenKind.Word
            && _tokens[next].Start == _tokens[next - 1].End
            && _currencies.At(_document, next) is null)
        {
            return null;
        }

        var numberEnd = next;
        var after = isMoney ? null : _currencies.At(_document, next);
        var currencyFirst = after is null ? first - width : next;
        var currencyWidth = after?.Width ?? width;
        next += after?.Width ?? 0;
        var isPercent = IsPercent(ref next);
        var start = first - width;

        return new Quantity(start, next, _tokens[start].Start, _tokens[next - 1].End, value)
        {
            Currency = after is null ? before : after.Value.Code,
            CurrencyStart = currencyWidth > 0 ? _tokens[currencyFirst].Start : 0,
            CurrencyEnd = currencyWidth > 0 ? _tokens[currencyFirst + currencyWidth - 1].End : 0,
            IsMoney = currencyWidth > 0,
            IsPercent = isPercent,
            IsAmbiguous = isAmbiguous,
            IsPlain = isPlain && !isPercent && currencyWidth == 0,
            IsApproximate = Approximation.Before(_tokens, start) || Approximation.After(_tokens, next),
            IsBound = Approximation.BoundBefore(_tokens, start) || (numberEnd < _tokens.Length && _tokens[numberEnd].Is("+")),
        };
    }

    private (string? Code, int Width) CurrencyBefore(int first)
    {
        if (_currencies.At(_document, first - 2) is { Width: 2 } wide)
        {
            return wide;
        }

        return _currencies.At(_document, first - 1) is { Width: 1 } narrow
            && _tokens[first - 1].Lower is not ("fr" or "pound" or "pounds" or "dollar" or "dollars" or "euros") ? narrow : (null, 0);
    }

    private decimal? Magnitude(int at, bool isMoney)
    {
        var isAttached = _tokens[at].Start == _tokens[at - 1].End;

        return NumberWords.Magnitude(
            _tokens[at].Lower, isAttached || isMoney || (_tokens[at].Is("m") && _currencies.At(_document, at + 1) is not null));
    }

    private bool IsPercent(ref int next)
    {
        if (next < _tokens.Length && _tokens[next].Lower is "%" or "percent" or "pct")
        {
            next++;

            return true;
        }

        if (next + 1 < _tokens.Length && _tokens[next].Is("per") && _tokens[next + 1].Is("cent"))
        {
            next += 2;

            return true;
        }

        return false;
    }

    private bool IsGluedBefore(int i)
    {
        if (i == 0 || _tokens[i - 1].End != _tokens[i].Start)
        {
            return false;
        }

        var isCurrency = _currencies.At(_document, i - 1) is not null;

        return !isCurrency && (_tokens[i - 1].Kind == TokenKind.Word || _tokens[i - 1].Is("#")
            || (_tokens[i - 1].Lower is "-" or "/" or "."
                && i > 1
                && _tokens[i - 2].End == _tokens[i - 1].Start
                && _tokens[i - 2].Kind == TokenKind.Word));
    }

    private void MarkRanges(List<Quantity> found)
    {
        for (var i = 0; i + 1 < found.Count; i++)
        {
            var (low, high) = (found[i], found[i + 1]);

            if (low.Range == RangeEnd.None && IsRangeMark(low, high))
            {
                found[i] = low with { Range = RangeEnd.Lower };
                found[i + 1] = high with { Range = RangeEnd.Upper };
            }
        }
    }

    private bool IsRangeMark(Quantity low, Quantity high) => high.First - low.Next == 1 && _tokens[low.Next].Lower switch
    {
        "-" or "–" or "—" or "to" or "or" or "/" or "~" => true,
        "and" => low.First > 0 && _tokens[low.First - 1].Is("between"),
        _ => false,
    };
}

