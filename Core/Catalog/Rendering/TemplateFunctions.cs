using System.Globalization;

using HandlebarsDotNet;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>The helpers that prompts may use; each has one form whatever the machine's culture is.</summary>
internal static class TemplateFunctions
{
    /// <summary>Helpers and the number of their arguments.</summary>
    public static readonly IReadOnlyDictionary<string, int> Arities = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["money"] = 2,
        ["date"] = 1,
        ["number"] = 1,
        ["default"] = 2,
        ["join"] = 2,
        ["eq"] = 2,
    };

    public static void Register(IHandlebars environment)
    {
        environment.RegisterHelper("money", (_, arguments) => Money(arguments[0], arguments[1]));
        environment.RegisterHelper("date", (_, arguments) => Date(arguments[0]));
        environment.RegisterHelper("number", (_, arguments) => Number(arguments[0]));
        environment.RegisterHelper("default", (_, arguments) => IsMissing(arguments[0]) ? arguments[1] : arguments[0]);
        environment.RegisterHelper("join", (_, arguments) => Join(arguments[0], arguments[1]));
        environment.RegisterHelper("eq", (_, arguments) => AreEqual(arguments[0], arguments[1]));
    }

    /// <summary><c>EUR 640,000</c>; cents only when there are any.</summary>
    private static string Money(object? amount, object? currency) =>
        IsMissing(amount) ? "" : IsMissing(currency) ? Number(amount) : $"{TemplateText.Of(currency)} {Number(amount, cents: true)}";

    /// <summary><c>14 March 2026</c>; what is no ISO 8601 date stays as it is.</summary>
    private static string Date(object? iso)
    {
        string text = IsMissing(iso) ? "" : TemplateText.Of(iso);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
            : text;
    }

    private static string Number(object? value, bool cents = false)
    {
        if (IsMissing(value))
        {
            return "";
        }

        if (!decimal.TryParse(TemplateText.Of(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return TemplateText.Of(value);
        }

        string format = cents && number != decimal.Truncate(number) ? "#,0.00" : "#,0.############";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Join(object? list, object? separator) =>
        list is TemplateList items ? string.Join(TemplateText.Of(separator), items.Select(TemplateText.Of)) : IsMissing(list) ? "" : TemplateText.Of(list);

    private static bool AreEqual(object? left, object? right) =>
        IsMissing(left) || IsMissing(right) ? IsMissing(left) && IsMissing(right) : string.Equals(TemplateText.Of(left), TemplateText.Of(right), StringComparison.Ordinal);

    private static bool IsMissing(object? value) => value is null or "" or UndefinedBindingResult;
}
