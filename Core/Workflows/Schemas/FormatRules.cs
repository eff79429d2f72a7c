using System.Globalization;
using System.Net.Mail;

using Newtonsoft.Json.Linq;

using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>Formats that the library does not enforce, or enforces more loosely than ISO 8601 and RFC 5321 say.</summary>
internal static class FormatRules
{
    public static IReadOnlyList<IFormatValidator> All { get; } =
    [
        new Rule("date", ValidationErrorKind.DateExpected, text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        new Rule("email", ValidationErrorKind.EmailExpected, IsEmail),
    ];

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
