using System.Diagnostics;
using System.Text;

namespace PromptIntel.Core.Tests.Inference.Offline;

public sealed class HostileTextTests
{
    private const string Schema = """{"type":"object","properties":{"count":{"type":"integer"},"name":{"type":"string"},"mail":{"type":"string","format":"email"},"items":{"type":"array","items":{"type":"string"}}}}""";
    private const string Rules = """{"neutral":["a","b","c","d"],"fields":{"count":{"cues":["we ... have ... {value} units","{value} units"]},"name":{"type":"name","cues":["we are {value}"]},"mail":{"sole":true},"items":{"cues":["we sell {value}"]}}}""";

    [Theory]
    [InlineData("we ")]
    [InlineData("we have 1 ")]
    [InlineData("Count: 1\n")]
    [InlineData("Count?\n")]
    [InlineData("|Count")]
    [InlineData("1,")]
    [InlineData("a@")]
    [InlineData("A of ")]
    [InlineData("we sell a, ")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("- Items:\n- ")]
    [InlineData("9")]
    [InlineData("+1 ")]
    [InlineData("www.")]
    [InlineData("\r\n")]
    [InlineData("<b>Count</b>: ")]
    [InlineData("\ud83d")]
    [InlineData("1 units ")]
    public void Extract_WhenTextRepeats_StaysLinear(string unit)
    {
        var small = Measure(unit, 25_000);
        var large = Measure(unit, 200_000);

        // Eight times the text; a quadratic pass would take sixty-four times as long. The floor keeps noise out.
        Assert.True(large < TimeSpan.FromMilliseconds(1_000) + (small * 24), $"{unit}: {small.TotalMilliseconds:0} ms, then {large.TotalMilliseconds:0} ms");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\0\u200b\ufeff")]
    public void Extract_WhenTextIsEmpty_GivesNulls(string text)
    {
        var answer = Extraction.Run(Schema, Rules, text);

        Assert.Equal("""{"count":null,"name":null,"mail":null,"items":null}""", answer.Value.GetRawText());
        Assert.Empty(answer.Spans);
    }

    private static TimeSpan Measure(string unit, int length)
    {
        var text = new StringBuilder();

        while (text.Length < length)
        {
            text.Append(unit);
        }

        var clock = Stopwatch.StartNew();
        Extraction.Run(Schema, Rules, text.ToString());

        return clock.Elapsed;
    }
}
