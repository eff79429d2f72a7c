using System.Globalization;

namespace PromptIntel.Api.Errors;

/// <summary>
/// Query parameters that are optional and typed. A value that is none of its type is answered with 400 before the handler, by code that
/// the compiler writes and that says no more; what was wrong is found here.
/// </summary>
internal static class QueryValues
{
    /// <summary>What is allowed instead of the text; null when it is a value of the type, or nothing.</summary>
    /// <param name="type">Of the parameter, nullable or not.</param>
    public static string? Refuse(Type type, string? text) =>
        string.IsNullOrEmpty(text) || IsValue(Nullable.GetUnderlyingType(type) ?? type, text) ? null : BadRequests.Allowed(type);

    private static bool IsValue(Type type, string text) =>
        type == typeof(int) ? int.TryParse(text, CultureInfo.InvariantCulture, out _)
        : type == typeof(long) ? long.TryParse(text, CultureInfo.InvariantCulture, out _)
        : type == typeof(bool) ? bool.TryParse(text, out _)
        : type == typeof(Guid) ? Guid.TryParse(text, out _)
        : type != typeof(DateTimeOffset) || DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out _);
}
