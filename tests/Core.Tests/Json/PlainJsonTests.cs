using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Json;

public sealed class PlainJsonTests
{
    [Theory]
    [InlineData("{ \"k\" : [ 1.0 , 1e21, -0, true, null ] }", "{\"k\":[1.0,1e21,-0,true,null]}")]
    [InlineData("""{"caf\u00e9":"Z\u00fcrich \ud83d\ude00 \u003C\u0026\u002B\/"}""", """{"café":"Zürich 😀 <&+/"}""")]
    [InlineData("""["\"\\\n\r\t\b\f\u0001\u007f"]""", "[\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\u007f\"]")]
    [InlineData("{}", "{}")]
    [InlineData("\"a\"", "\"a\"")]
    public void Write_IsCompactWithLettersAsThemselves_AndNeverLonger(string json, string expected)
    {
        string text = PlainJson.Write(JsonElement.Parse(json));

        Assert.Equal(expected, text);
        Assert.True(text.Length <= json.Length);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), JsonElement.Parse(text)));
    }
}
