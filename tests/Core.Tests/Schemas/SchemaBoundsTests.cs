using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>Schemas and values that are made to take for ever. Each has its answer soon, and the process stays as it was.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class SchemaBoundsTests
{
    // Far above what any of them takes, for a busy machine; without the limits they take minutes to years.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^([a-z]+)*$")]
    [InlineData("^(.*a){20}$")]
    [InlineData("(a*)*b")]
    [InlineData("^(a?){30}a{30}b$")]
    [InlineData(@"^(\w+\s?)*$")]
    [InlineData("^((a+)+)+$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(x+x+)+y")]
    public void Pattern_ThatBacktracksForEver_IsAnswered(string pattern)
    {
        string text = JsonSerializer.Serialize(pattern);
        string letters = new string('a', 40) + "!";

        Assert.Equal("pattern", Only($$"""{"pattern":{{text}}}""", $"\"{letters}\""));
        Assert.Equal(
            "additional_property",
            Only($$"""{"patternProperties":{{{text}}:true},"additionalProperties":false}""", $$"""{"{{letters}}":1}"""));
        Assert.Equal("property_name", Only($$$"""{"propertyNames":{"pattern":{{{text}}}}}""", $$$"""{"{{{letters}}}":1}"""));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"n":{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}}}""", "1")]
    [InlineData("""{"type":"object","properties":{"n":{"oneOf":[{"$ref":"#"},{"$ref":"#"}]}}}""", "1")]
    [InlineData("""{"type":"object","properties":{"n":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}}""", "{}")]
    [InlineData("""{"type":"object","properties":{"n":{"not":{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}}}}""", "1")]
    [InlineData("""{"type":"object","properties":{"n":{"if":{"$ref":"#"},"else":{"$ref":"#"}}}}""", "1")]
    [InlineData(
        """
        {"type":"object","properties":{"n":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}]}},
         "$defs":{"a":{"$ref":"#"},"b":{"$ref":"#"}}}
        """,
        "1")]
    [InlineData("""{"type":"object","additionalProperties":{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}}""", "1")]
    [InlineData("""{"type":"object","patternProperties":{"^n":{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}}}""", "1")]
    [InlineData(
        """
        {"type":"object","properties":{"n":{"$ref":"#"}},"unevaluatedProperties":false,
         "anyOf":[{"properties":{"n":{"$ref":"#"}}},{"properties":{"n":{"$ref":"#"}}}]}
        """,
        "1")]
    [InlineData("""{"type":"object","dependentSchemas":{"n":{"properties":{"n":{"$ref":"#"}}}},"properties":{"n":{"$ref":"#"}}}""", "{}")]
    public void Recursion_ThatDoublesWithEachLevel_IsAnswered(string schema, string end)
    {
        string value = string.Concat(Enumerable.Repeat("{\"n\":", 60)) + end + new string('}', 60);

        Assert.Equal("schema_too_costly", Only(schema, value));
    }

    [Fact]
    public void Value_ThatIsLarge_IsAnswered()
    {
        string[] numbers = [.. Enumerable.Range(0, 300_000).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        string list = $"[{string.Join(',', numbers)}]";
        string objects = $"[{string.Join(',', numbers.Take(100_000).Select(number => $$"""{"a":[{{number}}]}"""))}]";
        string wide = $"{{{string.Join(',', numbers.Take(100_000).Select(number => $"\"m{number}\":1"))}}}";
        string all = string.Join(',', Enumerable.Repeat("""{"items":{"type":"integer"}}""", 500));

        Assert.Null(Only("""{"uniqueItems":true}""", list));
        Assert.Null(Only("""{"uniqueItems":true}""", objects));
        Assert.Null(Only($$$"""{"items":{"enum":{{{list}}}}}""", list));
        Assert.Null(Only("""{"maxProperties":100000,"additionalProperties":{"type":"integer"}}""", wide));
        Assert.Null(Only("""{"contains":{"const":299999}}""", list));
        Assert.Equal("schema_too_costly", Only($$"""{"allOf":[{{all}}]}""", list));
        Assert.Equal("schema_too_costly", Only(
            $$$"""{"items":{"dependentRequired":{"m0":[{{{string.Join(',', Enumerable.Repeat("\"m1\"", 1_000))}}}] } } }""", $"[{wide}]"));
        Assert.Equal(Enumerable.Repeat("type", 50), Codes("""{"items":{"type":"string"}}""", list));
    }

    [Theory]
    [InlineData("""{"maxLength":60000}""", "too_long")]
    [InlineData("""{"minLength":1}""", null)]
    [InlineData("""{"type":"string"}""", null)]
    [InlineData("""{"type":"string","maxLength":40000000}""", null)]
    [InlineData("""{"format":"date"}""", "format")]
    [InlineData("""{"anyOf":[{"maxLength":5},{"minLength":5}]}""", null)]
    public void Text_AsLongAsABodyMayBe_IsAnsweredByItsOwnRule(string schema, string? code) =>
        Assert.Equal(code, Only(schema, $"\"{new string('x', 31 * 1024 * 1024)}\""));

    [Theory]
    [InlineData(65, "[", "]")]
    [InlineData(5_000, "[", "]")]
    [InlineData(66, "{\"a\":", "}")]
    [InlineData(5_000, "{\"a\":", "}")]
    public void Value_ThatNestsTooDeep_IsRefusedByName(int depth, string open, string close)
    {
        string value = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.Equal("too_deep", Only("{}", value));
        Assert.Equal("too_deep", Only("""{"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"}}""", value));
    }

    [Fact]
    public void Value_ThatNestsAsDeepAsItMay_IsValidated()
    {
        string value = string.Concat(Enumerable.Repeat("[", 64)) + "1" + new string(']', 64);

        Assert.Equal("type", Only("""{"type":["array","string"],"items":{"$ref":"#"}}""", value));
    }

    [Fact]
    public void Chain_OfReferencesAtEveryLevel_FitsTheSmallestStack()
    {
        string definitions = string.Join(',', Enumerable.Range(0, 60).Select(index => $$"""
            "d{{index}}":{"$ref":"#/$defs/d{{index + 1}}"}
            """));
        JsonElement schema = JsonElement.Parse($$$"""{"$ref":"#/$defs/d0","$defs":{ {{{definitions}}},"d60":{"items":{"$ref":"#"} } } }""");
        JsonElement value = JsonElement.Parse(string.Concat(Enumerable.Repeat("[", 60)) + new string(']', 60));
        string? answer = "none";

        var thread = new Thread(() => answer = _validator.Validate(schema, value).FirstOrDefault()?.Code, 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Contains(answer, new[] { null, "schema_too_costly" });
    }

    [Fact]
    public void Schema_ThatIsNone_IsAViolationAndNoException()
    {
        Assert.Equal("unusable_schema", Only("""{"$ref":"https://example.org/x"}""", "1"));
        Assert.Equal("unusable_schema", Only("""{"$ref":"#"}""", "1"));
        Assert.Equal("unusable_schema", _validator.Validate(default, JsonElement.Parse("1"))[0].Code);
        Assert.Equal("invalid_text", Only("""{"minLength":1}""", "\"\\ud800\""));
        Assert.Equal("type", _validator.Validate(JsonElement.Parse("""{"type":"string"}"""), default)[0].Code);
    }

    private string? Only(string schema, string value) => Codes(schema, value) switch
    {
        [] => null,
        var codes => Assert.Single(codes.Distinct()),
    };

    private string[] Codes(string schema, string value) => [.. Answer(schema, value).Select(violation => violation.Code)];

    private IReadOnlyList<SchemaViolation> Answer(string schema, string value)
    {
        var deep = new JsonDocumentOptions { MaxDepth = 1_000_000 };
        JsonElement parsed = JsonElement.Parse(value, deep);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<SchemaViolation> found = _validator.Validate(JsonElement.Parse(schema, deep), parsed);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Soon);
        return found;
    }
}
