using System.Collections.Frozen;
using System.Globalization;
using System.Net.Mail;

namespace PromptIntel.Core.Schemas;

/// <summary>The formats that are enforced, as ISO 8601, RFC 5321 and RFC 3986 say. Any other format is a remark.</summary>
internal static class SchemaFormats
{
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly FrozenDictionary<string, Func<string, bool>> All = new Dictionary<string, Func<string, bool>>
    {
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["date-time"] = IsDateTime,
        ["time"] = text => TimeOnly.TryParseExact(text, ["HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && !uri.IsFile,
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
        ["email"] = IsEmail,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Says whether a text has the format; null for a format that is not enforced.</summary>
    public static Func<string, bool>? Find(string format) => All.GetValueOrDefault(format);

    private static bool IsDateTime(string text) =>
        text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

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
}
