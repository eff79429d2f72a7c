using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Answers;

namespace PromptIntel.Core.Tests.Inference.Answers;

public class AnswerTests
{
    [Theory]
    [InlineData("A plain answer.", "A plain answer.")]
    [InlineData(" A plain answer.\n", " A plain answer.\n")]
    [InlineData("\ufeffA", "A")]
    [InlineData("<think>\nso {\"x\"}\n</think>\n\nA", "A")]
    [InlineData("\n<THINK>so</THINK>A", "A")]
    [InlineData("so it is\n</think>\nA", "A")]
    [InlineData("<think>no end", "")]
    [InlineData("[THINK]so[/THINK]\nA", "A")]
    [InlineData("[THINK]no end </think>", "")]
    [InlineData("\u25c1think\u25b7so\u25c1/think\u25b7A", "A")]
    [InlineData("<|channel|>analysis<|message|>so<|end|><|start|>assistant<|channel|>final<|message|>A <b><|return|>", "A <b>")]
    [InlineData("<|channel|>final<|message|>A", "A")]
    [InlineData("<|channel|>analysis<|message|>so", "")]
    [InlineData("A <|channel|>final<|message|> is a mark.", "A <|channel|>final<|message|> is a mark.")]
    [InlineData("The tag <think> opens and </think> closes.", "The tag <think> opens and </think> closes.")]
    public void Text_IsWithoutReasoningAndMark(string written, string text) => Assert.Equal(text, AnswerText.Of(written));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("  3 ", "3")]
    [InlineData("```json\n{\"a\":1}\n```", """{"a":1}""")]
    [InlineData("```\n[1]\n```", "[1]")]
    [InlineData("```json {\"a\":1}```", """{"a":1}""")]
    [InlineData("```5```", "5")]
    [InlineData("Here:\n```json\n{\"a\":1}", """{"a":1}""")]
    [InlineData("Sure: {\"a\":\"}{\"} there.", """{"a":"}{"}""")]
    [InlineData("As {x} and [y] say: {\"a\":[1,{\"b\":2}]}", """{"a":[1,{"b":2}]}""")]
    [InlineData("{\"a\":\"```\"} done", """{"a":"```"}""")]
    [InlineData("{\"a\":1} or {\"a\":2}", """{"a":1}|{"a":2}""")]
    [InlineData("nothing here", "")]
    [InlineData("{\"a\":", "")]
    public void Candidates_AreTheJsonInTheAnswer(string answer, string found) =>
        Assert.Equal(found, string.Join('|', JsonCandidates.Find(answer, 64).Select(value => value.GetRawText())));

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("[1,")]
    [InlineData("[\"")]
    [InlineData("{}")]
    [InlineData("```")]
    public void Candidates_OfAHostileAnswer_AreFoundInBoundedTime(string piece)
    {
        string hostile = "x" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        long before = GC.GetAllocatedBytesForCurrentThread();

        List<JsonElement> found = JsonCandidates.Find(hostile, 64);

        Assert.InRange(found.Count, 0, 64);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400L << 20);
    }

    [Fact]
    public void Read_WhenTheModelStoppedByItself_IsFinished() => Assert.Equal(new Answer.Finished("A"), Read("A", ChatFinishReason.Stop));

    [Fact]
    public void Read_WhenNoReasonWasGiven_IsFinished() => Assert.Equal(new Answer.Finished("A"), Read("A", null));

    [Fact]
    public void Read_WhenOneToolIsCalledAndJsonWasAsked_TakesItsArguments()
    {
        var call = new FunctionCallContent("1", "answer", new Dictionary<string, object?> { ["city"] = JsonElement.Parse("\"Oslo\"") });

        Assert.Equal(new Answer.Finished("""{"city":"Oslo"}"""), Read("", ChatFinishReason.ToolCalls, wantsJson: true, call));
        Assert.Equal(UnfinishedReason.Empty, ReasonOf(Read("", ChatFinishReason.ToolCalls, wantsJson: false, call)));
        Assert.Equal(UnfinishedReason.Empty, ReasonOf(Read("", ChatFinishReason.ToolCalls, wantsJson: true, call, call)));
        Assert.Equal(UnfinishedReason.Empty, ReasonOf(Read("wait", ChatFinishReason.ToolCalls, wantsJson: true, call)));
    }

    [Fact]
    public void Read_WhenItIsNotFinished_SaysWhy()
    {
        Assert.Equal(UnfinishedReason.Interrupted, ReasonOf(Read("A", AnswerReasons.Interrupted)));
        Assert.Equal(UnfinishedReason.Truncated, ReasonOf(Read("A", ChatFinishReason.Length)));
        Assert.Equal(UnfinishedReason.Filtered, ReasonOf(Read("A", ChatFinishReason.ContentFilter)));
        Assert.Equal(UnfinishedReason.Refused, ReasonOf(Read("", ChatFinishReason.Stop, wantsJson: false, new ErrorContent("no"))));
        Assert.Equal(UnfinishedReason.Empty, ReasonOf(Read(" \n", ChatFinishReason.Stop)));
    }

    private static UnfinishedReason ReasonOf(Answer answer) => Assert.IsType<Answer.Unfinished>(answer).Reason;

    private static Answer Read(string text, ChatFinishReason? finish, bool wantsJson = false, params AIContent[] more) =>
        Answer.Read(
            new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent(text), .. more])) { FinishReason = finish }, wantsJson);
}
