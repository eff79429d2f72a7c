using System.Text;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>What is refused when a schema is written, with the place and the reason.</summary>
public sealed class SchemaDialectTests
{
    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("http://example.org/schema.json")]
    [InlineData("https://127.0.0.1:9/x#/definitions/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//host/share/schema.json")]
    [InlineData("urn:example:schema")]
    [InlineData("urn:uuid:deadbeef-1234-0000-0000-4321feebdaed#/$defs/x")]
    [InlineData("/etc/passwd")]
    [InlineData("../other.json")]
    [InlineData("other.json#/definitions/a")]
    [InlineData("\\\\host\\share\\schema.json")]
    [InlineData("ftp://example.org/schema.json")]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("")]
    public void Reference_ThatLeavesTheSchema_IsRefused(string reference)
    {
        string schema = $$$"""{"properties":{"a":{"items":{"$ref":{{{JsonSerializer.Serialize(reference)}}} } } } }""";

        Assert.Equal("#/properties/a/items/$ref: only references within the schema (#/...) can be followed here.", Check(schema));
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"$ref":"#"}]}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"oneOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"if":{"$ref":"#"}}""")]
    [InlineData("""{"if":true,"then":{"$ref":"#"}}""")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    [InlineData(
        """
        {"properties":{"a":{"$ref":"#/definitions/x"}},
         "definitions":{"x":{"allOf":[{"$ref":"#/definitions/y"}]},"y":{"anyOf":[{"$ref":"#/definitions/x"}]}}}
        """)]
    [InlineData("""{"$defs":{"unused":{"$ref":"#/$defs/unused"}}}""")]
    [InlineData("""{"$anchor":"here","allOf":[{"$ref":"#here"}]}""")]
    public void Cycle_WithoutAStepIntoTheValue_IsRefused(string schema)
    {
        Assert.Contains("without a step into the value", Check(schema));
    }

    [Theory]
    [InlineData("""{"properties":{"next":{"$ref":"#"}}}""", """{"next":{"next":{}}}""", true)]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}}}""", """{"next":{"next":1}}""", false)]
    [InlineData(
        """{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"kids":{"items":{"$ref":"#/$defs/tree"}}}}}}""",
        """{"kids":[{"kids":[{}]}]}""",
        true)]
    [InlineData(
        """{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"kids":{"items":{"$ref":"#/$defs/tree"}}}}}}""",
        """{"kids":[{"kids":[7]}]}""",
        false)]
    [InlineData(
        """
        {"properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"properties":{"b":{"$ref":"#/$defs/b"}}},
          "b":{"type":"string","properties":{"a":{"$ref":"#/$defs/a"}}}}}
        """,
        """{"a":{"b":"x"}}""", true)]
    [InlineData(
        """
        {"properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"properties":{"b":{"$ref":"#/$defs/b"}}},
          "b":{"type":"string","properties":{"a":{"$ref":"#/$defs/a"}}}}}
        """,
        """{"a":{"b":1}}""", false)]
    [InlineData(
        """
        {"$ref":"#/definitions/x","definitions":{"x":{"$ref":"#/definitions/y"},"y":{"$ref":"#/$defs/z"}},
         "$defs":{"z":{"type":"string"}}}
        """,
        "\"t\"", true)]
    [InlineData("""{"items":{"anyOf":[{"type":"string"},{"$ref":"#"}]}}""", """["a",["b",["c"]]]""", true)]
    [InlineData("""{"type":"array","items":{"anyOf":[{"type":"string"},{"$ref":"#"}]}}""", """["a",["b",[1]]]""", false)]
    [InlineData("""{"$ref":"#/x-own/thing","x-own":{"thing":{"type":"integer"}}}""", "1.5", false)]
    [InlineData("""{"$ref":"#number","$defs":{"n":{"$anchor":"number","type":"number"}}}""", "1.5", true)]
    public void Reference_WithinTheSchema_IsFollowed(string schema, string value, bool isValid)
    {
        Assert.Null(Check(schema));
        Assert.Equal(isValid, _validator.Validate(JsonElement.Parse(schema), JsonElement.Parse(value)).IsEmpty);
    }

    [Theory]
    [InlineData("(?=a)b", "cannot be run without backtracking")]
    [InlineData("(?!a)b", "cannot be run without backtracking")]
    [InlineData("(?<=a)b", "cannot be run without backtracking")]
    [InlineData("(?<!a)b", "cannot be run without backtracking")]
    [InlineData(@"(a)\1", "cannot be run without backtracking")]
    [InlineData("(?>a+)b", "cannot be run without backtracking")]
    [InlineData("(a", "must be a regular expression")]
    [InlineData("[a", "must be a regular expression")]
    [InlineData("a**", "must be a regular expression")]
    [InlineData(@"\p{Letter}", "must be a regular expression")]
    [InlineData("((a{100}){100}){100}", "is too large")]
    [InlineData("(((((((a?){9}){9}){9}){9}){9}){9}){9}", "is too large")]
    [InlineData("a{99999999999}", "is too large")]
    public void Pattern_ThatCannotBeBounded_IsRefused(string pattern, string reason)
    {
        string text = JsonSerializer.Serialize(pattern);

        Assert.StartsWith(
            $"#/properties/a/pattern: {reason}", Check($$$"""{"properties":{"a":{"pattern":{{{text}}} } } }"""), StringComparison.Ordinal);
        Assert.Contains(reason, Check($$$"""{"patternProperties":{ {{{text}}}:true} }"""));
    }

    [Theory]
    [InlineData("""{"$schema":"https://example.org/own"}""", "#/$schema: must be")]
    [InlineData("""{"$schema":7}""", "#/$schema: must be")]
    [InlineData("""{"$dynamicRef":"#x"}""", "#/$dynamicRef: is not supported")]
    [InlineData("""{"properties":{"a":{"$recursiveRef":"#"}}}""", "#/properties/a/$recursiveRef: is not supported")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", "#/dependencies: is not supported")]
    [InlineData("""{"properties":{"a":{"$id":"x","$ref":"#/$defs/y"}},"$defs":{"y":{}}}""", "#/properties/a/$ref: a reference within")]
    [InlineData("""{"properties":{"a":{"$id":"x","$anchor":"y"}}}""", "#/properties/a/$anchor: an anchor within")]
    [InlineData("""{"$defs":{"a":{"$anchor":"y"},"b":{"$anchor":"y"}}}""", "#/$defs/b/$anchor: the anchor y is there twice")]
    [InlineData("""{"anyOf":[]}""", "#/anyOf: must be a list of schemas.")]
    [InlineData("""{"anyOf":[{},7]}""", "#/anyOf/1: must be a schema")]
    [InlineData("""{"if":{},"then":{"type":"x"}}""", "#/then/type: must be one or more of array, boolean")]
    [InlineData("""{"then":{"type":"x"}}""", "#/then/type: must be one or more of")]
    [InlineData("""{"type":[]}""", "#/type: must be one or more of")]
    [InlineData("""{"required":"a"}""", "#/required: must be a list of names.")]
    [InlineData("""{"enum":[]}""", "#/enum: must be a list of values.")]
    [InlineData("""{"minimum":"1"}""", "#/minimum: must be a number.")]
    [InlineData("""{"exclusiveMinimum":true}""", "#/exclusiveMinimum: must be a number.")]
    [InlineData("""{"minItems":-1}""", "#/minItems: must be a whole number from 0.")]
    [InlineData("""{"minLength":1.5}""", "#/minLength: must be a whole number from 0.")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf: must be a number above 0.")]
    [InlineData("""{"uniqueItems":"yes"}""", "#/uniqueItems: must be true or false.")]
    [InlineData("""{"dependentRequired":{"a":"b"}}""", "#/dependentRequired/a: must be a list of names.")]
    [InlineData("""{"patternProperties":{"a":5}}""", "#/patternProperties/a: must be a schema")]
    [InlineData("""{"title":"\ud800","pattern":"\ud800"}""", "#: holds an escape that is no character.")]
    [InlineData("true", "A JSON Schema is an object.")]
    [InlineData("[]", "A JSON Schema is an object.")]
    public void Keyword_ThatIsNotWhatItMustBe_IsRefusedByPlace(string schema, string problem)
    {
        Assert.StartsWith(problem, Check(schema), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"x-tags":["a"],"aliases":{"$ref":7}}""")]
    [InlineData("""{"propertiez":{"a":7},"contentMediaType":"text/plain"}""")]
    [InlineData(
        """
        {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://example.org/a","$comment":"b","items":[{},{}],
         "additionalItems":false}
        """)]
    [InlineData(
        """
        {"enum":[{"$ref":"https://example.org/a"}],"const":{"$ref":"x"},"default":{"$id":"y","$ref":"z"},
         "examples":[{"$dynamicRef":"a"}]}
        """)]
    [InlineData("""{"properties":{"$ref":{"type":"string"},"$dynamicRef":{"type":"string"},"enum":{}}}""")]
    [InlineData("""{"maxItems":1e3,"maxLength":99999999999}""")]
    public void Keyword_ThatIsARemarkOrOlder_StaysAllowed(string schema)
    {
        Assert.Null(Check(schema));
    }

    [Fact]
    public void Schema_OfMoreThanItMayHold_IsRefused()
    {
        string many = $$"""{"allOf":[{{string.Join(',', Enumerable.Repeat("{}", 10_001))}}]}""";
        string deep = Nested(65, "{\"not\":", "{}", "}");
        string deepList = Nested(65, "{\"allOf\":[", "{}", "]}");
        string deepRemark = $$"""{"x":{{Nested(70, "[", "", "]")}}}""";
        string chain = Chain(100);
        string patterns =
            $$$"""{"patternProperties":{{{{string.Join(',', Enumerable.Range(0, 101).Select(index => $"\"a{index}\":true"))}}}}}""";

        Assert.Contains("holds more than 10000 schemas", Check(many));
        Assert.Contains("nests more than 64 deep", Check(deep));
        Assert.Contains("nests more than 64 deep", Check(deepList));
        Assert.Contains("nests more than 64 deep", Check(deepRemark));
        Assert.Contains("through more than 64 schemas", Check(chain));
        Assert.Contains("more than 100 different patterns", Check(patterns));
        Assert.Contains("more than 1000 characters", Check($$"""{"pattern":"{{new string('a', 1_001)}}"}"""));
        Assert.Null(Check(Chain(60)));
    }

    private static string Chain(int length)
    {
        var definitions = Enumerable.Range(0, length).Select(index => $$"""
            "d{{index}}":{"$ref":"#/$defs/d{{index + 1}}"}
            """);
        return $$$"""{"$ref":"#/$defs/d0","$defs":{ {{{string.Join(',', definitions)}}},"d{{{length}}}":{"type":"string"} } }""";
    }

    private static string Nested(int times, string open, string middle, string close) =>
        new StringBuilder()
            .Insert(0, open, times)
            .Append(middle)
            .Insert(0, "", 0)
            .Append(string.Concat(Enumerable.Repeat(close, times)))
            .ToString();

    private string? Check(string schema) => _validator.CheckSchema(JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 1_000 }));
}
