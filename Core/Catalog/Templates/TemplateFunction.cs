using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>A helper that templates may use; it has one form whatever the machine's culture is.</summary>
internal sealed class TemplateFunction
{
    private const int LongestNumber = 64;

    private static readonly FrozenDictionary<string, TemplateFunction> All = new TemplateFunction[]
    {
        new("money", 2, Money),
        new("date", 1, (iso, _, output) => Date(iso, output)),
        new("number", 1, (value, _, output) => TemplateValue.Of(Number(value, output))),
        new("default", 2, (value, otherwise, _) => value.IsMissing ? otherwise : value),
        new("join", 2, Join),
        new("eq", 2, (left, right, output) => TemplateValue.Of(AreEqual(left, right, output))),
    }.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    private static readonly string[] DateTimes = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private TemplateFunction(string name, int arity, Body apply) => (Name, Arity, Apply) = (name, arity, apply);

    public delegate TemplateValue Body(TemplateValue first, TemplateValue second, TemplateOutput output);

    public static string Names { get; } = string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    public string Name { get; }

    /// <summary>Number of arguments.</summary>
    public int Arity { get; }

    public Body Apply { get; }

    public static TemplateFunction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary><c>EUR 640,000</c>; cents only when there are any.</summary>
    private static TemplateValue Money(TemplateValue amount, TemplateValue currency, TemplateOutput output) =>
        TemplateValue.Of(amount.IsMissing ? ""
            : currency.IsMissing ? Number(amount, output)
            : $"{output.TextOf(currency)} {Number(amount, output, hasCents: true)}");

    /// <summary>
    /// <c>14 March 2026</c>; what is no ISO 8601 date stays as it is, <c>03/04/2026</c> too: nobody knows which month that is.
    /// </summary>
    private static TemplateValue Date(TemplateValue iso, TemplateOutput output)
    {
        string text = output.TextOf(iso);
        bool isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        if (!isDate && DateTimeOffset.TryParseExact(
                text, DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant))
        {
            (isDate, date) = (true, DateOnly.FromDateTime(instant.DateTime));
        }

        return TemplateValue.Of(isDate ? date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : text);
    }

    private static string Number(TemplateValue value, TemplateOutput output, bool hasCents = false)
    {
        string text = output.TextOf(value);
        if (text.Length > LongestNumber || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return text;
        }

        string format = hasCents && number != decimal.Truncate(number) ? "#,0.00" : "#,0.############";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    private static TemplateValue Join(TemplateValue list, TemplateValue separator, TemplateOutput output)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            return TemplateValue.Of(output.TextOf(list));
        }

        string between = output.TextOf(separator);
        int before = output.Mark();
        bool isFirst = true;
        foreach (JsonElement item in list.Json.EnumerateArray())
        {
            output.Spend(1);
            output.Append(isFirst ? "" : between);
            new TemplateValue(item).WriteTo(output);
            isFirst = false;
        }

        return TemplateValue.Of(output.Take(before));
    }

    private static bool AreEqual(TemplateValue left, TemplateValue right, TemplateOutput output) =>
        left.IsMissing || right.IsMissing
            ? left.IsMissing && right.IsMissing
            : NumberOf(left) is { } number && NumberOf(right) is { } other
            ? number.CompareTo(other) == 0
            : string.Equals(output.TextOf(left), output.TextOf(right), StringComparison.Ordinal);

    /// <summary>1, 1.0 and 1e0 are one number, however they are written; null for what is none, or too long a one to be counted.</summary>
    private static JsonNumber? NumberOf(TemplateValue value) =>
        value.Kind != JsonValueKind.Number ? null
        : value.Written is not { } written ? new JsonNumber(value.Json)
        : decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? new JsonNumber(JsonElement.Parse(exact.ToString(CultureInfo.InvariantCulture)))
            : null;
}
