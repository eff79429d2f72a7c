using System.Globalization;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Langfuse;

/// <summary>Instants in a query.</summary>
internal static class LangfuseDates
{
    public static DateTimeOffset? Read(string? text, string field, RequestErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
        errors.Require(isDate, field, "must be a date and time in ISO 8601");
        return date;
    }
}
