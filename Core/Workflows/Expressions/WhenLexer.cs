using System.Text;

namespace PromptIntel.Core.Workflows.Expressions;

internal enum WhenTokenKind
{
    End,
    Symbol,
    Word,
    Text,
    Number,
    Path,
}

/// <param name="Value">The symbol, the word, the text without quotes, the digits, or the path within <c>${}</c>.</param>
internal readonly record struct WhenToken(WhenTokenKind Kind, string Value, int Position);

/// <summary>Cuts a condition into tokens.</summary>
internal static class WhenLexer
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")"];

    /// <summary>The tokens, closed by an <see cref="WhenTokenKind.End"/>; stops at the first mistake and reports it.</summary>
    public static List<WhenToken> Read(string text, out string? error)
    {
        var tokens = new List<WhenToken>();
        error = null;

        for (int at = 0; at < text.Length && error is null;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                (WhenToken token, int next) = ReadOne(text, at, out error);
                tokens.Add(token);
                at = next;
            }
        }

        tokens.Add(new WhenToken(WhenTokenKind.End, "", text.Length));
        return tokens;
    }

    public static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static (WhenToken Token, int Next) ReadOne(string text, int at, out string? error)
    {
        error = null;
        ReadOnlySpan<char> rest = text.AsSpan(at);

        if (rest.StartsWith("${"))
        {
            int close = text.IndexOf('}', at);
            error = close < 0 ? $"The ${{ at position {at + 1} is not closed." : null;
            return error is null
                ? (new WhenToken(WhenTokenKind.Path, text[(at + 2)..close].Trim(), at), close + 1)
                : (default, text.Length);
        }

        if (rest[0] is '\'' or '"')
        {
            return ReadQuoted(text, at, out error);
        }

        if (char.IsAsciiDigit(rest[0]) || (rest[0] == '-' && rest.Length > 1 && char.IsAsciiDigit(rest[1])))
        {
            int end = EndOf(text, at + 1, c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-');
            return (new WhenToken(WhenTokenKind.Number, text[at..end], at), end);
        }

        if (char.IsAsciiLetter(rest[0]))
        {
            int end = EndOf(text, at, char.IsAsciiLetterOrDigit);
            return (new WhenToken(WhenTokenKind.Word, text[at..end], at), end);
        }

        foreach (string symbol in Symbols)
        {
            if (rest.StartsWith(symbol))
            {
                return (new WhenToken(WhenTokenKind.Symbol, symbol, at), at + symbol.Length);
            }
        }

        error = $"Unexpected '{rest[0]}' at position {at + 1}.";
        return (default, text.Length);
    }

    private static (WhenToken Token, int Next) ReadQuoted(string text, int at, out string? error)
    {
        var value = new StringBuilder();
        error = null;

        for (int i = at + 1; i < text.Length; i++)
        {
            if (text[i] == text[at])
            {
                return (new WhenToken(WhenTokenKind.Text, value.ToString(), at), i + 1);
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            value.Append(text[i]);
        }

        error = $"The quote at position {at + 1} is not closed.";
        return (default, text.Length);
    }

    private static int EndOf(string text, int at, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return at;
    }
}
