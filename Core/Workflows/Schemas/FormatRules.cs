using System.Globalization;
using System.Net.Mail;

using Newtonsoft.Json.Linq;

using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>The formats that are enforced, as ISO 8601, RFC 5321 and RFC 3986 say; the library's own are looser. Any other format is a remark.</summary>
internal static class FormatRules
{
    public static IReadOnlyList<IFormatValidator> All { get; } =
    [
        new Rule("date", ValidationErrorKind.DateExpected, text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        new Rule("date-time", ValidationErrorKind.DateTimeExpected, IsDateTime),
        new Rule("time", ValidationErrorKind.TimeExpected, text => TimeOnly.TryParseExact(text, ["HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        new Rule("uri", ValidationErrorKind.UriExpected, text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && !uri.IsFile),
        new Rule("uuid", ValidationErrorKind.UuidExpected, text => Guid.TryParseExact(text, "D", out _)),
        new Rule("email", ValidationErrorKind.EmailExpected, IsEmail),
    ];

    private static bool IsDateTime(string text) =>
        text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsEmail(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0
            && text.Length <= 254
            && text.IndexOf('.', at) > at + 1
            && !text.EndsWith('.')
            && !text.Any(char.IsWhiteSpace)
            && MailAddress.TryCreate(text, out MailAddress? address)
            && address.Address == text;
    }

    private sealed class Rule(string format, ValidationErrorKind kind, Func<string, bool> isValid) : IFormatValidator
    {
        public string Format => format;

        public ValidationErrorKind ValidationErrorKind => kind;

        public bool IsValid(string value, JTokenType tokenType) => isValid(value);
    }
}
