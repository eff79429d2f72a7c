using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>A currency's mark: where it stands, which currency (null when several bear it), and the factor written into it (k€).</summary>
/// <param name="IsStrange">Letters stand close to it that change what it means and are not known (XQ$).</param>
internal readonly record struct CurrencyMark(int First, int Next, string? Code, decimal Factor = 1, bool IsStrange = false);

/// <summary>Finds the currency marks of one text.</summary>
internal sealed class Currencies
{
    private readonly SourceDocument _document;
    private readonly Token[] _tokens;
    private readonly string? _dollar;

    public Currencies(SourceDocument document)
    {
        _document = document;
        _tokens = document.Tokens;

        // "$" is the one that the text names, or that of the one country that it speaks of; else it is not settled.
        var named = Enumerable.Range(0, _tokens.Length).Select(OtherDollar).Where(code => code is not null).Distinct().Take(2).ToList();
        _dollar = named.Count switch
        {
            0 => NamesAmerican() ? "USD" : HasSign() ? DollarCountries.Of(document) : null,
            1 when named[0]!.Length > 0 => named[0],
            _ => null,
        };
    }

    private bool HasSign() => Array.Exists(_tokens, token => CurrencyNames.Dollars.Contains(token.Lower));

    /// <summary>"USD 5", "US$5", "American dollars"</summary>
    private bool NamesAmerican()
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (Raw(i) is "USD" || (i + 1 < _tokens.Length && _tokens[i + 1].Is("$") && OfDollarSign(i) is { Code: "USD" })
                || (_tokens[i].Lower is "us" or "american" or "u.s" && OfCountry(i) is { Code: "USD" }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The mark that begins at a token.</summary>
    public CurrencyMark? At(int at)
    {
        if (at < 0 || at >= _tokens.Length)
        {
            return null;
        }

        return OfDollarSign(at) ?? OfCountry(at) ?? OfCode(at) ?? OfLetters(at) ?? OfName(at);
    }

    /// <summary>The mark that ends just before a token.</summary>
    public CurrencyMark? Before(int end)
    {
        for (var width = 3; width > 0; width--)
        {
            if (At(end - width) is { } mark && mark.Next == end)
            {
                return mark;
            }
        }

        return null;
    }

    private CurrencyMark? OfDollarSign(int at)
    {
        var isSign = at + 1 < _tokens.Length && _tokens[at + 1].Is("$") && _tokens[at + 1].Start == _tokens[at].End;

        if (!isSign || _tokens[at].Kind != TokenKind.Word)
        {
            return null;
        }

        var letters = Raw(at).ToString();
        var code = CurrencyNames.DollarPrefixes.GetValueOrDefault(letters.ToUpperInvariant());

        if (code is null && Magnitudes.OfPrefix(letters) is { } factor)
        {
            return new CurrencyMark(at, at + 2, _dollar, factor);
        }

        return new CurrencyMark(at, at + 2, code, IsStrange: code is null);
    }

    private CurrencyMark? OfCountry(int at)
    {
        // "US-Dollar", "South African rand", "Hong Kong dollars": the last word of the country decides.
        var next = at + 1 < _tokens.Length && _tokens[at + 1].Is("-") ? at + 2 : at + 1;

        if (next >= _tokens.Length || _tokens[next].Kind != TokenKind.Word)
        {
            return null;
        }

        var (one, other) = (_tokens[at].Lower, _tokens[next].Lower);

        if (CurrencyNames.OfCountry.TryGetValue((one, other), out var code) || CurrencyNames.OfCountry.TryGetValue((other, one), out code))
        {
            return new CurrencyMark(at, next + 1, code);
        }

        var isKong = (one, other) is ("hong", "kong") or ("new", "zealand") && next + 1 < _tokens.Length
            && CurrencyNames.Dollars.Contains(_tokens[next + 1].Lower);

        return isKong ? new CurrencyMark(at, next + 2, one == "hong" ? "HKD" : "NZD")
            : (one, other) is ("pound" or "pounds", "sterling") ? new CurrencyMark(at, next + 1, "GBP") : null;
    }

    /// <summary>EUR, TEUR, USDm, k€, €k</summary>
    private CurrencyMark? OfCode(int at)
    {
        var raw = Raw(at);
        var codes = CurrencyNames.Codes.GetAlternateLookup<ReadOnlySpan<char>>();

        if (codes.TryGetValue(raw, out var code))
        {
            return new CurrencyMark(at, at + 1, code);
        }

        if (raw.Length is > 3 and < 7 && codes.TryGetValue(raw[^3..], out code) && Magnitudes.OfPrefix(raw[..^3]) is { } before)
        {
            return new CurrencyMark(at, at + 1, code, before);
        }

        if (raw.Length is > 3 and < 7 && codes.TryGetValue(raw[..3], out code) && Magnitudes.OfPrefix(raw[3..]) is { } after)
        {
            return new CurrencyMark(at, at + 1, code, after);
        }

        var isSign = at + 1 < _tokens.Length && _tokens[at + 1].Lower is "€" or "£" && _tokens[at + 1].Start == _tokens[at].End;

        return isSign && _tokens[at].Kind == TokenKind.Word
            ? Magnitudes.OfPrefix(raw) is { } factorBefore
                ? new CurrencyMark(at, at + 2, CurrencyNames.Single[_tokens[at + 1].Lower], factorBefore)
                : new CurrencyMark(at, at + 2, null, IsStrange: true)
            : null;
    }

    /// <summary>"RM 5 million"; "R 5 million" only where the text speaks of the country whose sign it is.</summary>
    private CurrencyMark? OfLetters(int at)
    {
        if (_tokens[at].Kind != TokenKind.Word || _tokens[at].Length > 3 || at + 1 >= _tokens.Length
            || _tokens[at + 1].Kind != TokenKind.Number || _tokens[at + 1].Start - _tokens[at].End > 1)
        {
            return null;
        }

        var raw = Raw(at);

        return CurrencyNames.Letters.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(raw, out var code)
            || (raw is "R" or "N" && LetterCountries.Of(_document, raw[0]) is { } known && (code = known).Length > 0)
            ? new CurrencyMark(at, at + 1, code) : null;
    }

    private CurrencyMark? OfName(int at)
    {
        var lower = _tokens[at].Lower.StartsWith("d'", StringComparison.Ordinal) ? _tokens[at].Lower[2..] : _tokens[at].Lower;

        if (CurrencyNames.Dollars.Contains(lower))
        {
            return Signed(at, _dollar);
        }

        if (CurrencyNames.Single.TryGetValue(lower, out var code))
        {
            return Signed(at, code);
        }

        return CurrencyNames.Several.Contains(lower) ? Signed(at, null) : null;
    }

    private CurrencyMark Signed(int at, string? code) =>
        _tokens[at].Kind == TokenKind.Mark
        && SuffixOf(at) is { } factor ? new CurrencyMark(at, at + 2, code, factor) : new CurrencyMark(at, at + 1, code);

    /// <summary>The factor of letters close behind a mark: €k, $m; digits never follow them closely in anything else.</summary>
    private decimal? SuffixOf(int at) =>
        at + 1 < _tokens.Length && _tokens[at + 1].Kind == TokenKind.Word
        && _tokens[at + 1].Start == _tokens[at].End ? Magnitudes.OfPrefix(Raw(at + 1)) : null;

    /// <summary>The code of a dollar that is not the American one; empty for one that is not known.</summary>
    private string? OtherDollar(int at)
    {
        if (_tokens[at].Is("$"))
        {
            return at > 0 && OfDollarSign(at - 1) is { Factor: 1 } sign && sign.Code != "USD" ? sign.Code ?? "" : null;
        }

        if (_tokens[at].Length == 3 && Raw(at) is "AUD" or "CAD" or "NZD" or "SGD" or "HKD" or "MXN" or "ARS" or "CLP" or "COP" or "TWD")
        {
            return _tokens[at].Lower.ToUpperInvariant();
        }

        return _tokens[at].Kind == TokenKind.Word && OfCountry(at) is { Code: { } code } mark && code != "USD"
            && CurrencyNames.Dollars.Contains(_tokens[mark.Next - 1].Lower)
            ? code : null;
    }

    private ReadOnlySpan<char> Raw(int at) => _document.Text.AsSpan(_tokens[at].Start, _tokens[at].Length);
}
