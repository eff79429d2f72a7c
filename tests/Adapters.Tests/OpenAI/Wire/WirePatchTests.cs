using System.Text;
using System.Text.Json;

using PromptIntel.Adapters.OpenAI.Wire;

namespace PromptIntel.Adapters.Tests.OpenAI.Wire;

public sealed class WirePatchTests
{
    [Theory]
    [InlineData("""{"id":"c1","created":1,"choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}""")]
    [InlineData(
        """{ "id" : "c1" , "choices" : [ { "message" : {"content":"\ud83d and \u0041", "role":"assistant"} ,"""
            + """ "finish_reason":"length" } ] }""")]
    [InlineData("""{"choices":[{"message":{"content":"{\"finish_reason\":\"eos\",\"created\":1.5}"},"finish_reason":"content_filter"}]}""")]
    [InlineData("""{"id":"a","system_fingerprint":null,"usage":null}""")]
    public void Apply_WhenTheClientReadsIt_LeavesEveryByte(string json) => Assert.Equal(json, Patched(json));

    [Theory]
    [InlineData("\"eos\"", "\"stop\"")]
    [InlineData("\"end_turn\"", "\"stop\"")]
    [InlineData("\"STOP\"", "\"stop\"")]
    [InlineData("\"max_tokens\"", "\"length\"")]
    [InlineData("\"SAFETY\"", "\"content_filter\"")]
    [InlineData("\"tool_use\"", "\"tool_calls\"")]
    [InlineData("\"function_call\"", "\"tool_calls\"")]
    [InlineData("\"error\"", "\"function_call\"")]
    [InlineData("\"insufficient_system_resource\"", "\"function_call\"")]
    [InlineData("\"something new\"", "\"stop\"")]
    [InlineData("\"\"", "\"stop\"")]
    [InlineData("null", "\"stop\"")]
    [InlineData("7", "\"stop\"")]
    public void Apply_WhenAWholeAnswerEndsInOtherWords_SaysItInTheClients(string said, string known) =>
        Assert.Equal(
            $$"""{"choices":[{"index":0,"finish_reason":{{known}}}]}""",
            Patched($$"""{"choices":[{"index":0,"finish_reason":{{said}}}]}"""));

    [Theory]
    [InlineData("\"\"", "null", null)]
    [InlineData("null", "null", null)]
    [InlineData("\"eos\"", "\"stop\"", "stop")]
    [InlineData("\"length\"", "\"length\"", "length")]
    public void Apply_OfAChunk_IsFinishedOnlyWhereItSaysSo(string said, string known, string? finish)
    {
        WireAnswer answer = WirePatch.Apply(
            Encoding.UTF8.GetBytes($$"""{"choices":[{"delta":{},"finish_reason":{{said}}}]}"""), isChunk: true);

        Assert.Equal($$"""{"choices":[{"delta":{},"finish_reason":{{known}}}]}""", Encoding.UTF8.GetString(answer.Json.Span));
        Assert.Equal(finish, answer.Finish);
    }

    [Theory]
    [InlineData("""{"id":12,"created":1700000000.25,"model":null}""", """{"id":"12","created":1700000000,"model":"null"}""")]
    [InlineData("""{"created":"yesterday"}""", """{"created":0}""")]
    [InlineData("""{"created":null}""", """{"created":0}""")]
    [InlineData("""{"usage":{"prompt_tokens":10.0,"completion_tokens":5}}""", """{"usage":{"prompt_tokens":10,"completion_tokens":5}}""")]
    [InlineData("""{"usage":{"prompt_tokens":null,"completion_tokens":5}}""", """{"usage":null}""")]
    [InlineData("""{"usage":{"prompt_tokens":-1}}""", """{"usage":null}""")]
    [InlineData(
        """{"choices":[{"delta":{"role":""}},{"delta":{"role":null}}]}""",
        """{"choices":[{"delta":{"role":"assistant"}},{"delta":{"role":"assistant"}}]}""")]
    [InlineData("""{"choices":[{"index":"2"},{"index":null}]}""", """{"choices":[{"index":2},{"index":0}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"model"}}]}""", """{"choices":[{"message":{"role":"assistant"}}]}""")]
    [InlineData("""{"choices":[{"message":null}]}""", """{"choices":[{"message":{"role":"assistant","content":null}}]}""")]
    [InlineData(
        """{"choices":[]}""",
        """{"choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}""")]
    [InlineData(
        """{"choices":[{"message":{"content":null,"function_call":{"name":"f","arguments":"{}"}}}]}""",
        """{"choices":[{"message":{"content":null,"tool_calls":["""
            + """{"index":0,"id":"call","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"function_call":null}}]}""", """{"choices":[{"message":{"function_call":null}}]}""")]
    [InlineData(
        """{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":{"a":[1]}}}]}}]}""",
        """{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{\u0022a\u0022:[1]}"}}]}}]}""")]
    public void Apply_WhenAFieldHasAnotherForm_GivesItTheClients(string json, string patched) => Assert.Equal(patched, Patched(json));

    [Theory]
    [InlineData("""{"error":{"message":"no"}}""", true)]
    [InlineData("""{"error":"no"}""", true)]
    [InlineData("""{"error":null,"choices":[]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":"","error":{}}}]}""", false)]
    public void Apply_SaysWhetherItIsAnError(string json, bool isError) =>
        Assert.Equal(isError, WirePatch.Apply(Encoding.UTF8.GetBytes(json), isChunk: false).HasError);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    public void Apply_WhenItIsNotJson_Throws(string text) => Assert.ThrowsAny<JsonException>(() => Patched(text));

    private static string Patched(string json) =>
        Encoding.UTF8.GetString(WirePatch.Apply(Encoding.UTF8.GetBytes(json), isChunk: false).Json.Span);
}
