using System.Text.Json;

using PromptIntel.Web.Forms;
using PromptIntel.Web.Pages.Workflows;

namespace PromptIntel.Web.Tests.Forms;

/// <summary>What a form asks for by a field of its own, and what it gives for it.</summary>
public class SchemaFieldTests
{
    [Theory]
    [InlineData("""{ "type": ["string", "null"] }""", "long", true)]
    [InlineData("""{ "type": ["null", "string"], "maxLength": 20 }""", "text", true)]
    [InlineData("""{ "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] }""", "text", true)]
    [InlineData("""{ "oneOf": [{ "type": "null" }, { "type": "integer" }] }""", "number", true)]
    [InlineData("""{ "type": ["string", "null"], "enum": ["a", null] }""", "choice", true)]
    [InlineData("""{ "type": "string" }""", "long", false)]
    [InlineData("""{ "type": ["string", "integer", "null"] }""", "json", false)]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "type": "integer" }] }""", "json", false)]
    [InlineData("""{ "type": ["object", "null"] }""", "json", false)]
    public void Field_OfASchema_AsksForItsOneType(string schema, string input, bool isNullable)
    {
        SchemaField field = Of(schema);

        Assert.Equal((input, isNullable), (field.Input, field.IsNullable));
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("", "\"\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("Ada", "\"Ada\"")]
    public void Text_ThatMayBeNull_IsGivenOrNot(string? typed, string expected)
    {
        SchemaField field = Of("""{ "type": ["string", "null"] }""");

        Assert.Null(field.Default);
        Assert.Equal(expected, field.Read(typed)!.Value.GetRawText());
        Assert.Equal(typed, field.Show(JsonElement.Parse(expected)));
    }

    [Theory]
    [InlineData("", "null")]
    [InlineData("Ada", "\"Ada\"")]
    public void InputOfAWorkflow_ThatMayBeNullAndIsRequired_IsNullWhereItIsEmpty(string typed, string expected)
    {
        InputField field = Assert.Single(InputField.Of(JsonElement.Parse(
            """
            {
              "type": "object", "required": ["name"],
              "properties": { "name": { "anyOf": [{ "type": "string" }, { "type": "null" }] } }
            }
            """)));

        Assert.Equal(InputKind.LongText, field.Kind);
        Assert.Equal(expected, field.Read(typed)!.Value.GetRawText());
    }

    private static SchemaField Of(string schema) => Assert.Single(SchemaField.Of(JsonElement.Parse(
        $$"""{ "type": "object", "required": ["name"], "properties": { "name": {{schema}} } }""")));
}
