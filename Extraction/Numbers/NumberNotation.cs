using System.Globalization;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>
/// How this text writes numbers, told from those that can be read in one way only. "1.200" is 1200 where another number is
/// "1.200.000,50", 1.2 where another is "3,400.50", and not readable otherwise; "1,200" is 1200 unless the text shows the opposite.
/// </summary>
internal sealed class NumberNotation
{
    private readonly string _text;
    private readonly bool _isEuropean;
    private readonly bool _isEnglish;
    private readonly bool _isMixed;

    public NumberNotation(string text, Token[] tokens)
    {
        _text = text;

        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != TokenKind.Number)
            {
                continue;
            }

            var (digits, marks, next) = Groups(tokens, i);

            // "0688.442.017" tells a thing and counts nothing.
            if (marks.Length >= 2 && tokens[i].Lower[0] != '0')
            {
                _isMixed |= marks[0] == '.' && marks[^1] == ',';
                _isEuropean |= marks[0] == '.' && marks.All(mark => mark is '.' or ',') && digits.Skip(1)
                    .SkipLast(1)
                    .All(group => group.Length == 3) && (marks[^1] == ',' || digits[^1].Length == 3);
                _isEnglish |= marks[0] == ',' && marks.All(mark => mark is '.' or ',') && digits.Skip(1)
                    .SkipLast(1)
                    .All(group => group.Length == 3) && (marks[^1] == '.' || digits[^1].Length == 3);
            }

            i = next - 1;
        }
    }

    /// <summary>The number whose first digits are token <paramref name="first"/>; all groups that belong to it are taken.</summary>
    public NumberValue Read(Token[] tokens, int first)
    {
        var (digits, marks, next) = Groups(tokens, first);

        if (marks.Length == 0)
        {
            return Parse(digits[0], "", next, false);
        }

        var last = marks[^1];
        var isUniform = marks.All(mark => mark == last);
        var isGrouped = digits[0].Length is > 0 and <= 3 && digits.Skip(1).SkipLast(1).All(group => group.Length == 3);

        if (isUniform && (last is ' ' or '\'' || marks.Length > 1))
        {
            return digits[^1].Length == 3 && (isGrouped || (last == ',' && IsIndian(digits)))
                ? Parse(string.Concat(digits), "", next, false)
                : new NumberValue(null, next);
        }

        if (!isUniform)
        {
            var whole = digits.SkipLast(1).ToList();
            var isOneMark = marks.SkipLast(1).Distinct().Count() == 1 && last is '.' or ',';

            return isOneMark && (isGrouped || (marks[0] == ',' && IsIndian(whole)))
                ? Parse(string.Concat(whole), digits[^1], next, false)
                : new NumberValue(null, next);
        }

        if (digits[1].Length != 3 || !isGrouped || digits[0] == "0")
        {
            return Parse(digits[0], digits[1], next, false);
        }

        var groups = last == ',' ? !_isEuropean : _isEuropean;
        // Dots alone may be a serial number's, so that they do not make "412,500" a decimal.
        var isAmbiguous = last == ',' ? _isEuropean && (_isEnglish || !_isMixed) : _isEuropean == _isEnglish;

        var grouped = Parse(string.Concat(digits), "", next, isAmbiguous);

        return (groups ? grouped : Parse(digits[0], digits[1], next, isAmbiguous)) with { Grouped = isAmbiguous ? grouped.Value : null };
    }

    /// <summary>2,40,00,000: groups of two before the last three digits.</summary>
    private static bool IsIndian(List<string> digits) =>
        digits.Count > 1 && digits[0].Length is 1 or 2 && digits[^1].Length == 3
        && digits.Skip(1).SkipLast(1).All(group => group.Length == 2);

    private static NumberValue Parse(string whole, string fraction, int next, bool isAmbiguous)
    {
        var text = fraction.Length > 0 ? $"{whole}.{fraction}" : whole;
        var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);

        return new NumberValue(isNumber && text.Length <= 24 ? value : null, next) { IsAmbiguous = isAmbiguous, IsDigits = true };
    }

    private (List<string> Digits, string Marks, int Next) Groups(Token[] tokens, int first)
    {
        var digits = new List<string> { tokens[first].Lower };
        var marks = "";
        var at = first;

        // More groups than any amount has are a list or a serial number; the bound keeps the pass linear.
        while (digits.Count < 8 && Separator(tokens, at) is { } separator)
        {
            at += separator.Width;
            marks += separator.Mark;
            digits.Add(tokens[at].Lower);
        }

        return (digits, marks, at + 1);
    }

    private (char Mark, int Width)? Separator(Token[] tokens, int at)
    {
        if (at + 1 < tokens.Length && tokens[at + 1].Kind == TokenKind.Number)
        {
            // Groups of three behind one to three digits; anything else is two numbers. The gap is one (possibly hard) space.
            return tokens[at + 1].Start == tokens[at].End + 1
                && tokens[at + 1].Length == 3
                && tokens[at].Length <= 3
                && _text[tokens[at].End] is ' ' or '\u00a0' or '\u202f' or '\u2009' ? (' ', 1) : null;
        }

        if (at + 2 >= tokens.Length || tokens[at + 2].Kind != TokenKind.Number || tokens[at + 2].Start != tokens[at].End + 1)
        {
            return null;
        }

        return tokens[at + 1].Lower switch
        {
            "," => (',', 2),
            "." => ('.', 2),
            "'" or "’" => ('\'', 2),
            _ => null,
        };
    }
}
