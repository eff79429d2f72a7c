using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>
/// Recursive descent: <c>or := and {"||" and}</c>, <c>and := comparison {"&amp;&amp;" comparison}</c>,
/// <c>comparison := unary [op unary]</c>, <c>unary := "!" unary | "(" or ")" | literal | ${path} | exists(${path})</c>. Length and nesting
/// are bounded, so that it always ends.
/// </summary>
internal sealed class WhenParser
{
    private const int MostCharacters = 4_000;
    private const int MostNesting = 100;

    private static readonly HashSet<string> Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly List<WhenToken> _tokens;
    private int _at;
    private int _depth;
    private string? _error;

    private WhenParser(List<WhenToken> tokens, string? error) => (_tokens, _error) = (tokens, error);

    private WhenToken Current => _tokens[_at];

    public static WhenExpression? Parse(string text, out string? error)
    {
        if (text.Length > MostCharacters)
        {
            error = $"A condition has at most {MostCharacters} characters.";
            return null;
        }

        List<WhenToken> tokens = WhenLexer.Read(text, out error);
        var parser = new WhenParser(tokens, error);
        WhenExpression? expression = error is null ? parser.ParseOr() : null;

        if (parser.Current.Kind != WhenTokenKind.End)
        {
            parser.Fail("the end");
        }

        error = parser._error;
        return error is null ? expression : null;
    }

    private WhenExpression ParseOr()
    {
        WhenExpression left = ParseAnd();

        while (Take("||"))
        {
            left = new WhenExpression.Or(left, ParseAnd());
        }

        return left;
    }

    private WhenExpression ParseAnd()
    {
        WhenExpression left = ParseComparison();

        while (Take("&&"))
        {
            left = new WhenExpression.And(left, ParseComparison());
        }

        return left;
    }

    private WhenExpression ParseComparison()
    {
        WhenExpression left = ParseUnary();

        if (Current is { Kind: WhenTokenKind.Symbol, Value: string symbol } && Comparisons.Contains(symbol))
        {
            _at++;
            return new WhenExpression.Comparison(symbol, left, ParseUnary());
        }

        return left;
    }

    private WhenExpression ParseUnary()
    {
        if (_error is not null || ++_depth > MostNesting)
        {
            _error ??= $"A condition nests at most {MostNesting} deep.";
            return new WhenExpression.Literal(null);
        }

        WhenExpression expression = Take("!") ? new WhenExpression.Not(ParseUnary())
            : Take("(") ? ParseGroup()
            : ParsePrimary();
        _depth--;
        return expression;
    }

    private WhenExpression ParseGroup()
    {
        WhenExpression inner = ParseOr();
        Expect(")");
        return inner;
    }

    private WhenExpression ParsePrimary()
    {
        WhenToken token = Current;

        switch (token)
        {
            case { Kind: WhenTokenKind.Path }:
                _at++;
                return ParsePath(token) is { } wire ? new WhenExpression.Path(wire) : new WhenExpression.Literal(null);
            case { Kind: WhenTokenKind.Text }:
                _at++;
                return new WhenExpression.Literal(JsonSerializer.SerializeToElement(token.Value));
            case { Kind: WhenTokenKind.Number } when TryParseLiteral(token.Value) is { ValueKind: JsonValueKind.Number } number:
                _at++;
                return new WhenExpression.Literal(number);
            case { Kind: WhenTokenKind.Word, Value: "true" or "false" or "null" }:
                _at++;
                return new WhenExpression.Literal(token.Value == "null" ? null : WhenValues.From(token.Value == "true"));
            case { Kind: WhenTokenKind.Word, Value: "exists" }:
                _at++;
                return ParseExists();
            default:
                Fail("a value, ${path}, exists(${path}), ! or (");
                return new WhenExpression.Literal(null);
        }
    }

    private WhenExpression ParseExists()
    {
        Expect("(");
        WhenToken token = Current;

        if (token.Kind != WhenTokenKind.Path)
        {
            Fail("${path}");
            return new WhenExpression.Literal(null);
        }

        _at++;
        Expect(")");
        return ParsePath(token) is { } wire ? new WhenExpression.Exists(wire) : new WhenExpression.Literal(null);
    }

    private WirePath? ParsePath(WhenToken token)
    {
        WirePath? path = WirePath.TryParse(token.Value, out string? error);
        _error ??= error;
        return path;
    }

    private static JsonElement? TryParseLiteral(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));

        try
        {
            return JsonElement.TryParseValue(ref reader, out JsonElement? value) && reader.BytesConsumed == text.Length ? value : null;
        }
        catch (JsonException)
        {
            // Digits that are no JSON number, such as 1.2.3; the caller reports their place.
            return null;
        }
    }

    private bool Take(string symbol)
    {
        bool matches = Current.Kind == WhenTokenKind.Symbol && Current.Value == symbol;
        _at += matches ? 1 : 0;
        return matches;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            Fail($"'{symbol}'");
        }
    }

    private void Fail(string expected) =>
        _error ??=
            $"Expected {expected} at position {Current.Position + 1}"
                + (Current.Kind == WhenTokenKind.End ? ", where the condition ends." : $", not '{Current.Value}'.");
}
