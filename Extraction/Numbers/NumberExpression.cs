using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>What a number's own words and digits say. <see cref="Value"/> is null when they are not understood as a whole.</summary>
internal sealed record NumberValue(decimal? Value, int Next)
{
    /// <summary>"1.200" without anything in the text that tells which notation is used.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>What an ambiguous number is if its mark parts thousands: the only reading of a count.</summary>
    public decimal? Grouped { get; init; }

    /// <summary>The product of the last term's magnitudes; 1 without any.</summary>
    public decimal Factor { get; init; } = 1;

    public bool HasMagnitude => Factor > 1;

    /// <summary>Digits alone.</summary>
    public bool IsDigits { get; init; }
}

/// <summary>
/// The grammar of numbers: terms that fall in size ("2 million 400 thousand"), each of digits or words, a fraction, and magnitudes
/// ("2.4 thousand million", "two and a half million"). An expression is taken whole; one that breaks off is read as nothing.
/// </summary>
internal sealed class NumberExpression(SourceDocument document, NumberNotation notation)
{
    private const int MostTerms = 4;
    private const decimal Largest = 1e18m;

    private readonly Token[] _tokens = document.Tokens;

    /// <param name="isMoney">A currency stands before the number, so "m" and "k" are magnitudes even with a space.</param>
    /// <param name="isCurrency">Whether a currency begins at a token.</param>
    public NumberValue? Read(int first, bool isMoney, Func<int, bool> isCurrency)
    {
        if (Term(first, isMoney, isCurrency) is not { } read)
        {
            return null;
        }

        for (var terms = 1; terms < MostTerms && read is { Value: { } sum, HasMagnitude: true }; terms++)
        {
            var at = read.Next + (read.Next < _tokens.Length && _tokens[read.Next].Lower is "and" or "und" or "y" or "et" ? 1 : 0);

            if (at >= _tokens.Length || _tokens[at].Kind == TokenKind.Mark || !IsBeside(at)
                || Term(at, isMoney, isCurrency) is not { HasMagnitude: true } next)
            {
                break;
            }

            var isSmaller = next.Value < read.Factor && sum % read.Factor == 0;
            read = next with
            {
                Value = isSmaller ? sum + next.Value : null,
                IsAmbiguous = read.IsAmbiguous || next.IsAmbiguous,
                Grouped = null
            };
        }

        return read;
    }

    private NumberValue? Term(int at, bool isMoney, Func<int, bool> isCurrency)
    {
        if (Core(at) is not { } core)
        {
            return null;
        }

        var next = core.Next;

        while (next < _tokens.Length && _tokens[next].Start - _tokens[next - 1].End <= 2
            && FactorAt(next, isMoney, isCurrency) is { } factor
            && core.Factor <= 1e12m)
        {
            core = core with
            {
                Value = core.Value <= Largest / factor ? core.Value * factor : null,
                // "1.450 millones" is 1,450 of them to one author and 1.45 to another.
                IsAmbiguous = core.IsAmbiguous && (core.Value == decimal.Truncate(core.Value ?? 0)
                    || !Magnitudes.IsEnglish(_tokens[next].Lower)),
                Grouped = null,
                Factor = core.Factor * factor,
                IsDigits = false,
            };
            next++;
        }

        return core with { Next = AfterAbbreviation(core, next, isCurrency) };
    }

    private NumberValue? Core(int at)
    {
        var token = _tokens[at];

        if (token.Kind == TokenKind.Number)
        {
            var digits = notation.Read(_tokens, at);

            return WithFraction(digits);
        }

        if (Fraction(at) is { } alone)
        {
            return new NumberValue(alone, at + 1);
        }

        if (token.Lower is "." or "," && at + 1 < _tokens.Length && _tokens[at + 1].Kind == TokenKind.Number
            && _tokens[at + 1].Start == token.End)
        {
            // ".5 million"; more digits and points behind it are something else.
            var digits = notation.Read(_tokens, at + 1);
            var isPlain = digits.Next == at + 2 && _tokens[at + 1].Length < 9;

            return digits with { Value = isPlain ? Scale(_tokens[at + 1].Lower) : null, IsDigits = false };
        }

        return token.Kind == TokenKind.Word ? InWords(at) : null;
    }

    private NumberValue? InWords(int at)
    {
        if (PartOfOne(at) is { } part)
        {
            return part;
        }

        var isOne = _tokens[at].Lower is "a" or "an" or "one" && at + 1 < _tokens.Length && (_tokens[at + 1].Is("dozen")
            || Magnitudes.Of(_tokens[at + 1].Lower, false) >= 100);

        if (isOne)
        {
            return _tokens[at + 1].Is("dozen") ? new NumberValue(12, at + 2) : AfterHundred(at);
        }

        if (NumberWords.Read(_tokens, at) is not { } words)
        {
            return null;
        }

        var read = new NumberValue(words.Value, words.Next);

        return Point(read) ?? AndAHalf(read) ?? read;
    }

    /// <summary>"a hundred and twenty": the words behind the hundred belong to it.</summary>
    private NumberValue AfterHundred(int at)
    {
        if (!_tokens[at + 1].Is("hundred"))
        {
            return new NumberValue(1, at + 1);
        }

        var rest = at + 2 + (at + 2 < _tokens.Length && _tokens[at + 2].Is("and") ? 1 : 0);

        return rest < _tokens.Length && NumberWords.Read(_tokens, rest) is { } words ? new NumberValue(words.Value < 100
            ? 100 + words.Value : null, words.Next) : new NumberValue(100, at + 2);
    }

    /// <summary>"half a million", "half a dozen", "a quarter of a million", "three quarters of a million"</summary>
    private NumberValue? PartOfOne(int at)
    {
        var (part, next) = (_tokens[at].Lower, At(at + 1)) switch
        {
            ("half", _) => (0.5m, at + 1),
            ("a" or "one", "quarter") => (0.25m, at + 2),
            ("three", "quarters") => (0.75m, at + 2),
            _ => (0m, at),
        };

        next += At(next) == "of" ? 1 : 0;

        if (part == 0.5m && At(next) == "a" && At(next + 1) == "dozen")
        {
            return new NumberValue(6, next + 2);
        }

        return part > 0 && At(next) is "a" or "one"
            && Magnitudes.Of(At(next + 1), false) is not null ? new NumberValue(part, next + 1) : null;
    }

    /// <summary>"two point four"; a point without a digit behind it is not understood.</summary>
    private NumberValue? Point(NumberValue whole)
    {
        if (At(whole.Next) is not ("point" or "komma" or "coma" or "virgule"))
        {
            return null;
        }

        var (at, digits) = (whole.Next + 1, "");

        while (digits.Length < 6 && NumberWords.Digit(At(at)) is { } digit)
        {
            digits += digit;
            at++;
        }

        return digits.Length == 0 ? whole with { Value = null, Next = at } : whole with { Value = whole.Value + Scale(digits), Next = at };
    }

    private NumberValue? AndAHalf(NumberValue whole) => (At(whole.Next), At(whole.Next + 1), At(whole.Next + 2), At(whole.Next + 3)) switch
    {
        ("and", "a", "half", _) => whole with { Value = whole.Value + 0.5m, Next = whole.Next + 3 },
        ("and", "a", "quarter", _) => whole with { Value = whole.Value + 0.25m, Next = whole.Next + 3 },
        ("and", "three", "quarters", _) => whole with { Value = whole.Value + 0.75m, Next = whole.Next + 3 },
        _ => null,
    };

    /// <summary>12½ and 2 1/2</summary>
    private NumberValue WithFraction(NumberValue digits)
    {
        var next = digits.Next;

        if (next >= _tokens.Length || !IsBeside(next))
        {
            return digits;
        }

        if (Fraction(next) is { } sign)
        {
            return digits with { Value = digits.Value + sign, Next = next + 1, IsDigits = false, Grouped = null };
        }

        var isWritten = next + 2 < _tokens.Length && _tokens[next].Kind == TokenKind.Number && _tokens[next + 1].Is("/")
            && _tokens[next + 2].Kind == TokenKind.Number
            && _tokens[next].End == _tokens[next + 1].Start && _tokens[next + 1].End == _tokens[next + 2].Start
            && _tokens[next].Length == 1 && _tokens[next + 2].Length <= 2;

        if (!isWritten)
        {
            return digits;
        }

        var (above, below) = (_tokens[next].Lower[0] - '0', int.Parse(_tokens[next + 2].Lower,
            System.Globalization.CultureInfo.InvariantCulture));

        return digits with
        {
            Value = above < below ? digits.Value + ((decimal)above / below) : null,
            Next = next + 3,
            IsDigits = false,
            Grouped = null,
        };
    }

    private decimal? Fraction(int at) => _tokens[at].Length != 1 ? null : document.Text[_tokens[at].Start] switch
    {
        '½' => 0.5m,
        '¼' => 0.25m,
        '¾' => 0.75m,
        '⅓' => 1m / 3,
        '⅔' => 2m / 3,
        '⅛' => 0.125m,
        _ => null,
    };

    private decimal? FactorAt(int at, bool isMoney, Func<int, bool> isCurrency)
    {
        var isAttached = _tokens[at].Start == _tokens[at - 1].End;
        var isBeforeCurrency = at + 1 < _tokens.Length && isCurrency(at + 1);

        // The T of "640 T€" is a thousand there only.
        if (_tokens[at].Is("t") && isBeforeCurrency && _tokens[at + 1].Start == _tokens[at].End)
        {
            return 1_000;
        }

        // A word on the next line goes on with the number only if it is wrapped text.
        var isWrapped = document.Text.AsSpan(_tokens[at - 1].End, _tokens[at].Start - _tokens[at - 1].End).Contains('\n');

        return isWrapped && !char.IsLower(document.Text[_tokens[at].Start]) ? null : Magnitudes.Of(_tokens[at].Lower, isAttached
            || isMoney || isBeforeCurrency);
    }

    /// <summary>The dot of "12 mill. kr" and "2,4 Mrd.", where it does not end the sentence.</summary>
    private int AfterAbbreviation(NumberValue core, int next, Func<int, bool> isCurrency)
    {
        var isDot = core.HasMagnitude && next + 1 < _tokens.Length && _tokens[next].Is(".")
            && _tokens[next].Start == _tokens[next - 1].End && _tokens[next - 1].Length <= 5;

        return isDot && IsBeside(next + 1) && (isCurrency(next + 1)
            || char.IsLower(document.Text[_tokens[next + 1].Start])) ? next + 1 : next;
    }

    private bool IsBeside(int at) =>
        _tokens[at].Start - _tokens[at - 1].End <= 2
        && !document.Text.AsSpan(_tokens[at - 1].End, _tokens[at].Start - _tokens[at - 1].End).ContainsAny('\n', '\t');

    private string At(int at) => at < _tokens.Length ? _tokens[at].Lower : "";

    private static decimal Scale(string digits) => decimal.Parse("0." + digits, System.Globalization.CultureInfo.InvariantCulture);
}
