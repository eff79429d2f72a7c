using System.Collections.Frozen;
using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Schemas;

/// <summary>The formats that are enforced, as RFC 3339, RFC 5321 and RFC 3986 say. Any other format is a remark.</summary>
internal static partial class SchemaFormats
{
    private const int MinutesOfADay = 24 * 60;

    private static readonly FrozenDictionary<string, Func<string, bool>> All = new Dictionary<string, Func<string, bool>>
    {
        ["date"] = IsDate,
        ["date-time"] = IsDateTime,
        ["time"] = IsTime,
        ["uri"] = IsUri,
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
        ["email"] = IsEmail,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Says whether a text has the format; null for a format that is not enforced.</summary>
    public static Func<string, bool>? Find(string format) => All.GetValueOrDefault(format);

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text) => text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    /// <summary>With an offset; a second may be the 60th where UTC has leap seconds, at the end of its day.</summary>
    private static bool IsTime(string text)
    {
        if (FullTime().Match(text) is not { Success: true } time)
        {
            return false;
        }

        int minute = (Number("hour") * 60) + Number("minute");
        int offset = (Number("offsethour") * 60) + Number("offsetminute");
        int utc = minute + (time.Groups["sign"].Value == "-" ? offset : -offset);
        return Number("second") < 60 || (utc + MinutesOfADay) % MinutesOfADay == MinutesOfADay - 1;

        int Number(string name) =>
            time.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Letters beyond ASCII are taken for those that they stand for; what no address ever holds is not.</summary>
    private static bool IsUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && !uri.IsFile && !NeverInUri().IsMatch(text);

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

    [GeneratedRegex(
        @"^(?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)(\.[0-9]+)?"
            + @"([Zz]|(?<sign>[+-])(?<offsethour>[01][0-9]|2[0-3]):(?<offsetminute>[0-5][0-9]))\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FullTime();

    [GeneratedRegex(@"[\x00-\x20<>""{}|\\^`\x7F]|%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|.?\z)", RegexOptions.NonBacktracking)]
    private static partial Regex NeverInUri();
}
