using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>Patterns mean what ECMA-262 says of Unicode text: a letter is one, however many units .NET keeps it in.</summary>
public sealed class SchemaPatternTests
{
    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^.{1,3}$", "a😀b", true)]
    [InlineData("^.{4}$", "a😀b", false)]
    [InlineData("^.$", "\n", false)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[^a]{2}$", "😀", false)]
    [InlineData("^[😀]$", "😀", true)]
    [InlineData("^[😀]$", "😁", false)]
    [InlineData("^[a😀é]+$", "é😀a", true)]
    [InlineData("^[^😀]$", "😁", true)]
    [InlineData("^[^😀]$", "😀", false)]
    [InlineData("^[^😀]$", "a", true)]
    [InlineData("^[😀-😏]$", "😄", true)]
    [InlineData("^[😀-😏]$", "😐", false)]
    [InlineData("^[a-😏]$", "é", true)]
    [InlineData("^[a-😏]$", "😐", false)]
    [InlineData("^[^\\u{10000}-\\u{1FFFF}]$", "😀", false)]
    [InlineData("^[^\\u{10000}-\\u{1FFFF}]$", "\U00020000", true)]
    [InlineData("^[\\u{1F000}-\\u{20FFF}]$", "\U00020abc", true)]
    [InlineData("^😀+$", "😀😀", true)]
    [InlineData("^😀{2}$", "😀😀", true)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^\\ud83d\\ude00?$", "😀", true)]
    [InlineData("^\\u00e9\\u{e9}$", "éé", true)]
    [InlineData("^[\\u{41}-\\u0043]$", "B", true)]
    [InlineData("^[\\s\\S]{2}$", "😀", false)]
    [InlineData("^[\\s\\S]$", "😀", true)]
    [InlineData("^\\S$", "😀", true)]
    [InlineData("^\\W$", "😀", true)]
    [InlineData("^\\D{2}$", "😀", false)]
    [InlineData("^[\\W]$", "_", false)]
    [InlineData("^[\\D]$", "7", false)]
    [InlineData("^[^\\S]$", " ", true)]
    [InlineData("^\\S+$", "\ufeff", false)]
    [InlineData("^\\s$", "\u00a0", true)]
    [InlineData("^\\s$", "\u0085", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("[]", "a", false)]
    [InlineData("^[+-[]$", "A", true)]
    [InlineData("^[\\w.-]+@[^@]+$", "a.b-c@d", true)]
    [InlineData("^[\\]\\\\^-]+$", "]\\^-", true)]
    [InlineData("^[\\p{L}'-]+$", "d'Été-x", true)]
    [InlineData("^[a-z&&[b]]$", "b]", true)]
    public void Pattern_TellsLettersAsEcmaScriptDoes(string pattern, string text, bool isMatch)
    {
        JsonElement schema = JsonSerializer.SerializeToElement(new { pattern });

        Assert.Null(_validator.CheckSchema(schema));
        Assert.Equal(isMatch, _validator.Validate(schema, JsonSerializer.SerializeToElement(text)).IsEmpty);
    }

    [Theory]
    [InlineData("[z-a]")]
    [InlineData("[😏-😀]")]
    [InlineData("[a")]
    [InlineData("[\\")]
    [InlineData("a\\")]
    [InlineData("[\\u{110000}]")]
    public void Pattern_ThatIsNone_IsRefused(string pattern) =>
        Assert.Contains(
            "regular expression", _validator.CheckSchema(JsonSerializer.SerializeToElement(new { pattern }))!, StringComparison.Ordinal);
}
