using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Execution.Models;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>The stored form of turns: what this release writes every later one reads.</summary>
public sealed class ToolTurnTests
{
    private const string Called =
        """{"format_version":1,"text":"Let me look.","calls":[{"id":"c1","function":"components_find","arguments":{"n":7}},"""
        + """{"id":"c2","function":"components_find"}]}""";

    [Fact]
    public void Called_IsReadAsItWasWritten_AndSentAsTheModelSaidIt()
    {
        var turn = Assert.IsType<ToolTurn.Called>(ToolTurn.Read(JsonElement.Parse(Called)));

        Assert.Equal(Called, turn.ToJson().GetRawText());
        ChatMessage message = turn.ToMessage();
        Assert.Equal((ChatRole.Assistant, "Let me look."), (message.Role, message.Text));
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        Assert.Equal([("c1", 1), ("c2", 0)], calls.Select(call => (call.CallId, call.Arguments!.Count)));
    }

    [Theory]
    [InlineData("""{"format_version":1,"call":"c1","result":{"found":7}}""", """{"found":7}""")]
    [InlineData("""{"format_version":1,"call":"c1","result":"Error: no."}""", "Error: no.")]
    public void Gave_IsReadAsItWasWritten_AndSentAsText(string stored, string sent)
    {
        var turn = Assert.IsType<ToolTurn.Gave>(ToolTurn.Read(JsonElement.Parse(stored)));

        Assert.Equal(stored, turn.ToJson().GetRawText());
        FunctionResultContent content = Assert.IsType<FunctionResultContent>(Assert.Single(turn.ToMessage().Contents));
        Assert.Equal(("c1", sent), (content.CallId, (string)content.Result!));
    }

    [Fact]
    public void Turn_OfALaterFormat_IsNotRead() =>
        Assert.Throws<InvalidDataException>(() => ToolTurn.Read(JsonElement.Parse("""{"format_version":2,"call":"c1","result":"x"}""")));
}
