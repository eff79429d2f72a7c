using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>
/// How values stand in a contract. Text that came from outside is made plain: one line, and no character of it begins markup, HTML, an
/// entity or a template in the Markdown around it.
/// </summary>
internal static partial class Wording
{
    public static string Money(decimal amount, string currency) =>
        $"{currency} {amount.ToString(amount == decimal.Truncate(amount) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture)}";

    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Number(decimal number) => number.ToString("#,0.####", CultureInfo.InvariantCulture);

    /// <summary>Plain text as Markdown that reads as exactly that text.</summary>
    public static string Plain(string text)
    {
        string line = Whitespace().Replace(text, " ").Trim();
        var result = new StringBuilder(line.Length + 8);
        for (int i = 0; i < line.Length; i++)
        {
            if (NeedsEscape(line, i))
            {
                result.Append('\\');
            }

            result.Append(line[i]);
        }

        return result.ToString();
    }

    private static bool NeedsEscape(string line, int i) => line[i] switch
    {
        '\\' or '`' or '*' or '[' or ']' or '<' or '>' or '|' or '~' or '{' or '}' or '$' => true,

        // Within a word, as in an e-mail address, an underscore is no emphasis.
        '_' => i == 0 || i == line.Length - 1 || !char.IsLetterOrDigit(line[i - 1]) || !char.IsLetterOrDigit(line[i + 1]),
        '&' => Entity().IsMatch(line.AsSpan(i)),

        // Block markup begins only a line, and a value may begin one.
        '#' or '-' or '+' or '=' or ':' => i == 0,
        '.' or ')' => i > 0 && i <= 9 && line.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0,
        _ => false,
    };

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"\A&#?[A-Za-z0-9]{1,32};", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();
}
