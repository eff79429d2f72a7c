using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// A JSON number as JSON Schema compares it: by its value, so that 1, 1.0 and 1e0 are one number. Exact as far as decimal goes, which is
/// what people write; beyond it as near as double is, and multiples exactly up to 400 digits.
/// </summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    // 1e308 is the largest number most programs know; an exponent is a short text that could ask for any amount of memory.
    private const int MostDigits = 400;

    private readonly JsonElement _source;
    private readonly decimal _exact;
    private readonly double _rough;
    private readonly bool _isExact;

    public JsonNumber(JsonElement source)
    {
        _source = source;

        if (source.TryGetInt64(out long whole))
        {
            _exact = whole;
            _isExact = true;
            _rough = whole;
            return;
        }

        _rough = source.GetDouble();

        // Decimal makes 0 of 1e-40.
        _isExact = source.TryGetDecimal(out _exact) && (_exact != 0 || IsZero(source.GetRawText()));
    }

    public static bool IsWhole(JsonElement source) => source.TryGetInt64(out _) || new JsonNumber(source).IsWholeNumber();

    public int CompareTo(JsonNumber other) => _isExact && other._isExact ? _exact.CompareTo(other._exact) : _rough.CompareTo(other._rough);

    /// <summary>The same for equal numbers.</summary>
    public override int GetHashCode() => _isExact ? _exact.GetHashCode() : _rough.GetHashCode();

    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (_isExact && divisor._isExact && Math.Abs(_exact) < long.MaxValue && decimal.Abs(divisor._exact) > 0.000_000_001m)
        {
            return _exact % divisor._exact == 0;
        }

        if (!TryRead(out BigInteger value, out int exponent) || !divisor.TryRead(out BigInteger by, out int byExponent))
        {
            return Math.IEEERemainder(_rough, divisor._rough) == 0;
        }

        int shift = exponent - byExponent;
        return shift >= 0 ? (value * BigInteger.Pow(10, shift) % by).IsZero : (value % (by * BigInteger.Pow(10, -shift))).IsZero;
    }

    private bool IsWholeNumber() =>
        _isExact ? decimal.IsInteger(_exact)
            : TryRead(out _, out int exponent) ? exponent >= 0
            : Math.Abs(_rough) >= 1;

    private static bool IsZero(string text) =>
        text.TakeWhile(letter => letter is not ('e' or 'E')).All(letter => letter is '0' or '.' or '-');

    /// <summary>
    /// The number as digits and a power of ten, without zeros at the end; false when it is larger or finer than anybody counts.
    /// </summary>
    private bool TryRead(out BigInteger digits, out int exponent)
    {
        string text = _source.GetRawText();
        int mark = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = mark < 0 ? text : text[..mark];
        digits = default;
        exponent = 0;

        if (mantissa.Length > MostDigits || (mark >= 0 && !TryParse(text.AsSpan(mark + 1), out exponent)))
        {
            return false;
        }

        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string significant = all.TrimEnd('0');
        int decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        exponent = Math.Clamp(exponent, -2 * MostDigits, 2 * MostDigits) + (all.Length - significant.Length) - decimals;

        // Nothing but zeros, or nothing but a sign before them: 0.
        BigInteger.TryParse(significant, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out digits);
        return Math.Abs(exponent) <= MostDigits;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int exponent) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
}
