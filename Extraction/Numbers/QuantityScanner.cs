using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>
/// Finds every number of a text in one pass, in digits or words, with its sign, magnitude, currency and per-cent sign. What belongs to a
/// number and is not understood makes it unread (<see cref="Quantity.Value"/> is null) and never smaller.
/// </summary>
internal sealed class QuantityScanner
{
    private static readonly FrozenSet<string> Thousandths = FrozenSet.ToFrozenSet(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"],
        StringComparer.Ordinal);

    private readonly SourceDocument _document;
    private readonly Token[] _tokens;
    private readonly bool[] _isTaken;
    private readonly bool[] _isRead;
    private readonly NumberExpression _expressions;
    private readonly Currencies _currencies;

    /// <param name="isTaken">Tokens of dates, addresses and telephone numbers, whose digits are no quantities.</param>
    public QuantityScanner(SourceDocument document, bool[] isTaken, Currencies currencies)
    {
        _document = document;
        _tokens = document.Tokens;
        _isTaken = isTaken;
        _currencies = currencies;
        _isRead = new bool[document.Tokens.Length];
        _expressions = new NumberExpression(document, new NumberNotation(document.Text, document.Tokens));
    }

    public List<Quantity> Scan()
    {
        var found = new List<Quantity>();

        for (var i = 0; i < _tokens.Length;)
        {
            if (!_isTaken[i] && ReadAt(i) is { } quantity)
            {
                found.Add(quantity);
                Array.Fill(_isRead, true, quantity.First, quantity.Next - quantity.First);
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
        // Digits glued to letters or to a hyphenated code ("FN412", "U-21", "M4") are names; those glued to other digits belong to them.
        if (_tokens[i].Kind == TokenKind.Number && IsGluedBefore(i))
        {
            return null;
        }

        if (_tokens[i].Lower is "." or "," && i > 0 && _tokens[i - 1].End == _tokens[i].Start)
        {
            return null;
        }

        var before = MarkBefore(i);

        return _expressions.Read(i, before is not null, at => _currencies.At(at) is not null) is { } number ? Complete(i, number, before)
            : null;
    }

    private Quantity? Complete(int first, NumberValue number, CurrencyMark? before)
    {
        var next = number.Next;
        var after = next < _tokens.Length && IsBeside(next) ? _currencies.At(next) ?? AfterOf(next, number) : null;

        if (before is null && after is null && IsOrdinal(next))
        {
            return null;
        }

        var mark = before ?? after;
        next = before is null && after is not null ? after.Value.Next : next;
        var isPercent = PercentEnd(next) is { } percentEnd && (next = percentEnd) > 0;
        var start = before?.First ?? first;
        var sign = Sign(start);
        start = sign is null ? start : start - 1;
        var isUnread = number.Value is null || mark is { IsStrange: true } || (before is not null && after is not null
            && before.Value.Code != after.Value.Code)
            || IsGluedAfter(next) || IsPartOf(start) || IsBehindMagnitude(first) || (mark is { Factor: > 1 } && number.HasMagnitude);

        // Few currencies have thousandths: "46.500 €" is forty-six thousand.
        var grouped = mark is { Code: { } code, Factor: 1 } && !Thousandths.Contains(code) ? number.Grouped : null;

        return new Quantity(start, next, _tokens[start].Start, _tokens[next - 1].End)
        {
            Value = isUnread ? null : (grouped ?? number.Value) * (mark?.Factor ?? 1) * (sign ?? 1),
            Currency = mark?.Code,
            CurrencyStart = mark is { } from ? _tokens[from.First].Start : 0,
            CurrencyEnd = mark is { } to ? _tokens[to.Next - 1].End : 0,
            IsMoney = mark is not null,
            IsPercent = isPercent,
            HasMagnitude = number.HasMagnitude || mark is { Factor: > 1 },
            IsAmbiguous = number.IsAmbiguous && grouped is null,
            Grouped = isUnread || sign is not null ? null : number.Grouped,
            IsPlain = number.IsDigits && number.Next == first + 1 && _tokens[first].Length == 4 && !isPercent && mark is null
            && sign is null,
            IsApproximate = Approximation.Before(_tokens, start) || Approximation.After(_tokens, next),
            IsBound = Approximation.BoundBefore(_tokens, start) || (number.Next < _tokens.Length && _tokens[number.Next].Is("+")),
        };
    }

    /// <summary>"2,4 millones de euros"</summary>
    private CurrencyMark? AfterOf(int next, NumberValue number) =>
        number.HasMagnitude && _tokens[next].Lower is "de" or "di" or "of" && next + 1 < _tokens.Length
        && IsBeside(next + 1) ? _currencies.At(next + 1) : null;

    private CurrencyMark? MarkBefore(int first)
    {
        // "EUR. 5" and "the pound 12 times": only codes and signs stand before their number.
        var isDot = first > 1 && _tokens[first - 1].Is(".") && _tokens[first - 2].Lower is "rs" or "kr" or "fr";
        var mark = _currencies.Before(isDot ? first - 1 : first);

        if (mark is not { } found || !IsBeside(first))
        {
            return null;
        }

        var last = _tokens[found.Next - 1].Lower;

        return found.Next - found.First == 1
            && last is "pound" or "pounds" or "dollar" or "dollars" or "euro" or "euros" or "crown" or "crowns" or "won" or "real" ? null
            : found;
    }

    /// <summary>-1 for a minus before the number or its currency.</summary>
    private int? Sign(int start)
    {
        if (start == 0)
        {
            return null;
        }

        if (_tokens[start - 1].Lower is "minus" or "negative")
        {
            return -1;
        }

        var isMark = _tokens[start - 1].Lower is "-" or "−" or "–" && _tokens[start - 1].End == _tokens[start].Start;

        return isMark && (start == 1 || _tokens[start - 2].End < _tokens[start - 1].Start
            || _tokens[start - 2].Lower is "(" or ":" or "=") ? -1 : null;
    }

    private int? PercentEnd(int next)
    {
        var (one, two) = (next < _tokens.Length ? _tokens[next].Lower : "", next + 1 < _tokens.Length ? _tokens[next + 1].Lower : "");

        return (one, two) switch
        {
            ("%" or "percent" or "pct" or "prozent" or "procent", _) => next + 1,
            ("per" or "por" or "pour", "cent" or "ciento" or "cento") => next + 2,
            _ => null,
        };
    }

    private bool IsOrdinal(int next) =>
        next < _tokens.Length && _tokens[next].Start == _tokens[next - 1].End
        && _tokens[next].Lower is "st" or "nd" or "rd" or "th" or "er" or "ère" or "º" or "ª";

    /// <summary>"zorp hundred and twenty": what the hundred counts is not known.</summary>
    private bool IsBehindMagnitude(int first)
    {
        var at = first - (first > 1 && _tokens[first - 1].Lower is "and" or "und" or "y" or "et" ? 2 : 1);

        return at >= 0 && Magnitudes.Of(_tokens[at].Lower, isAttached: false) is not null && !_isRead[at];
    }

    /// <summary>"half of EUR 5 million", "twice 12": the number is a part of what is meant.</summary>
    private bool IsPartOf(int start)
    {
        var of = start > 1 && _tokens[start - 1].Is("of") ? start - 2 : start - 1;

        return of >= 0 && _tokens[of].Lower is "half" or "third" or "thirds" or "quarter" or "quarters" or "fifth" or "tenth" or "twice"
            or "double" or "triple" or "×"
            && (of < start - 1 || _tokens[of].Lower is "twice" or "double" or "triple" or "half" or "×");
    }

    private bool IsGluedBefore(int i)
    {
        if (i == 0 || _tokens[i - 1].End != _tokens[i].Start)
        {
            return false;
        }

        if (_currencies.Before(i) is not null)
        {
            return false;
        }

        var isFarGlued = i > 1 && _tokens[i - 2].End == _tokens[i - 1].Start;

        return _tokens[i - 1].Kind == TokenKind.Word || _tokens[i - 1].Is("#")
            || (_tokens[i - 1].Lower is "-" or "/" or "." && isFarGlued && _tokens[i - 2].Kind == TokenKind.Word)
            || (isFarGlued && _tokens[i - 2].Kind == TokenKind.Number && !PartsNumbers(_tokens[i - 1].Lower));
    }

    /// <summary>Letters, digits of other scripts, and marks that go on into digits: "24cr.x", "12²", "19:30".</summary>
    private bool IsGluedAfter(int next)
    {
        if (next >= _tokens.Length || _tokens[next].Start != _tokens[next - 1].End)
        {
            return false;
        }

        var first = _document.Text[_tokens[next].Start];
        var goesOn = next + 1 < _tokens.Length && _tokens[next + 1].Start == _tokens[next].End
            && _tokens[next + 1].Kind == TokenKind.Number;

        return _tokens[next].Kind == TokenKind.Number || char.IsNumber(first) || char.IsHighSurrogate(first) || first is '‰' or '°' or '^'
            || (goesOn && !PartsNumbers(_tokens[next].Lower));
    }

    private static bool PartsNumbers(string mark) => mark is "-" or "–" or "—" or "/" or "~" or "(" or "[" or "|" or ";" or "+" or "="
        or "x" or "×";

    private bool IsBeside(int at) =>
        at > 0 && !_document.Text.AsSpan(_tokens[at - 1].End, _tokens[at].Start - _tokens[at - 1].End).ContainsAny('\n', '\t');

    private void MarkRanges(List<Quantity> found)
    {
        for (var i = 0; i + 1 < found.Count; i++)
        {
            var (low, high) = (found[i], found[i + 1]);

            if (low.Range == RangeEnd.None && IsRangeMark(low, high))
            {
                // "2 to 3 million": the first number is not two.
                found[i] = low with { Range = RangeEnd.Lower, Value = high.HasMagnitude && !low.HasMagnitude ? null : low.Value };
                found[i + 1] = high with { Range = RangeEnd.Upper };
            }
        }
    }

    private bool IsRangeMark(Quantity low, Quantity high) => high.First - low.Next == 1 && _tokens[low.Next].Lower switch
    {
        "-" or "–" or "—" or "to" or "or" or "/" or "~" or "bis" or "a" or "à" => true,
        "and" => low.First > 0 && _tokens[low.First - 1].Is("between"),
        _ => false,
    };
}
