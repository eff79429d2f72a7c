using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>What a violation says: its place in the value, its code, a sentence that never holds the value.</summary>
public sealed class SchemaWordsTests
{
    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData(
        """{"if":{"properties":{"k":{"const":"x"}}},"then":{"required":["y"]}}""",
        """{"k":"x"}""",
        "y required The field 'y' is required.")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "b required The field 'b' is required beside 'a'.")]
    [InlineData(
        """{"contains":{"type":"string"},"minContains":2}""",
        """["secret"]""",
        " contains Must contain at least 2 items of the kind that is asked for.")]
    [InlineData(
        """{"contains":{"type":"string"},"maxContains":1}""",
        """["secret","b"]""",
        " contains Must contain at most 1 items of the kind that is asked for.")]
    [InlineData("""{"prefixItems":[{"type":"string"},{"type":"integer"}]}""", """["a","secret"]""", "[1] type Must be a whole number.")]
    [InlineData("""{"prefixItems":[{}],"items":false}""", """["a","secret"]""", "[1] excluded Nothing is allowed here.")]
    [InlineData(
        """{"properties":{"a":{}},"unevaluatedProperties":false}""",
        """{"a":1,"b":"secret"}""",
        "b additional_property The field 'b' is not allowed.")]
    [InlineData(
        """{"properties":{"a":{"properties":{"b":{"type":["string","null"]}}}}}""",
        """{"a":{"b":7}}""",
        "a.b type Must be a text or null.")]
    [InlineData("""{"items":{"items":{"maximum":3}}}""", """[[1],[2,9]]""", "[1][1] too_big Must be at most 3.")]
    [InlineData("""{"items":{"enum":["x",null,2]}}""", """["secret"]""", "[0] enum Must be one of x, null, 2.")]
    [InlineData("""{"minProperties":2}""", """{"a":1}""", " too_few Must have at least 2 fields.")]
    [InlineData(
        """{"propertyNames":{"maxLength":3}}""",
        """{"long_name":1}""",
        "long_name property_name The name of this field is not of the kind that is asked for.")]
    [InlineData(
        """{"oneOf":[{"type":"integer"},{"minimum":1}]}""", "5", " no_match Matches more than one of the shapes of which it may have one.")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["a"]}]}""", "{}", "a required The field 'a' is required.")]
    [InlineData("""{"maxLength":4}""", "\"💩💩💩💩💩\"", " too_long Must have at most 4 characters.")]
    [InlineData("""{"pattern":"^[A-Z]{3}$"}""", "\"EUR\\n\"", " pattern Must match the pattern ^[A-Z]{3}$.")]
    [InlineData("""{"pattern":"^\\d$"}""", "\"٣\"", " pattern Must match the pattern ^\\d$.")]
    [InlineData("""{"multipleOf":0.01}""", "4.555", " multiple_of Must be a multiple of 0.01.")]
    [InlineData("""{"not":{"type":"string"}}""", "\"secret\"", " excluded Has a shape that is excluded.")]
    [InlineData("""{"properties":{"a":{"type":"string"},"a":{"type":"string"}}}""", """{"\u0061":7}""", "a type Must be a text.")]
    public void Violation_SaysWhereAndWhat(string schema, string value, string expected)
    {
        SchemaViolation violation = Assert.Single(_validator.Validate(JsonElement.Parse(schema), JsonElement.Parse(value)));

        Assert.Equal(expected, $"{violation.Path} {violation.Code} {violation.Detail}");
        Assert.DoesNotContain("secret", violation.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Enum_OfManyValues_IsShownInPart()
    {
        string many = string.Join(',', Enumerable.Range(0, 10_000));

        Assert.Equal(
            "Must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 9980 more.",
            _validator.Validate(JsonElement.Parse($$"""{"enum":[{{many}}]}"""), JsonElement.Parse("-1"))[0].Detail);
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("100", "1e2", true)]
    [InlineData("0.1", "1e-1", true)]
    [InlineData("12345678901234567890", "12345678901234567890.0", true)]
    [InlineData("12345678901234567890", "12345678901234567891", false)]
    [InlineData("""{"a":1,"b":[2]}""", """{"b":[2.0],"a":1}""", true)]
    [InlineData("0", "false", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("1e400", "1e400", true)]
    public void Const_ComparesByValue(string expected, string value, bool isEqual)
    {
        Assert.Equal(isEqual, _validator.Validate(JsonElement.Parse($$"""{"const":{{expected}}}"""), JsonElement.Parse(value)).IsEmpty);
        Assert.Equal(
            !isEqual,
            _validator.Validate(JsonElement.Parse("""{"uniqueItems":true}"""), JsonElement.Parse($"[{expected},{value}]")).IsEmpty);
    }

    [Theory]
    [InlineData("1e308", true)]
    [InlineData("1.5e300", true)]
    [InlineData("1e400", true)]
    [InlineData("1.5", false)]
    [InlineData("1e-400", false)]
    [InlineData("1e1000000000", true)]
    [InlineData("-0.0", true)]
    public void Integer_IsAnyWholeNumber(string number, bool isWhole)
    {
        Assert.Equal(isWhole, _validator.Validate(JsonElement.Parse("""{"type":"integer"}"""), JsonElement.Parse(number)).IsEmpty);
    }
}
