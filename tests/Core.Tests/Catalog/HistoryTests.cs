using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>Earlier messages given for a placeholder: sent whole, or refused by their place.</summary>
public sealed class HistoryTests
{
    private static readonly JsonElement Body = CanonicalJson.Parse(
        """
        {"type":"chat","messages":[{"role":"system","content":"Be brief."},{"type":"placeholder","name":"history"},
          {"role":"user","content":"Go on."}]}
        """u8);

    private static readonly EntryVersion Prompt = new EntryDraft(EntryKind.Prompt, "", ImmutableArray<string>.Empty, Body)
        .ToVersion(new EntryKey("general", "p"), 1, VersionSource.Api, DateTimeOffset.UnixEpoch, null, null);

    private readonly PromptRenderer _renderer = new(Options.Create(new CatalogOptions()), new VersionChecks([]), TimeProvider.System);

    [Fact]
    public void Render_OfAConversationWithToolsAndImages_KeepsEverything()
    {
        var rendered = Assert.IsType<RenderResult.Rendered>(Render("""
            [{"role":"developer","content":"Rules."},
             {"role":"user","content":[
               {"type":"text","text":"What is {{this}}? "},
               {"type":"image_url","image_url":{"url":"https://pictures.example/a.png"}},
               {"type":"text","text":"Look."}]},
             {"role":"assistant","content":null,"tool_calls":[
               {"id":"c1","type":"function","function":{"name":"look","arguments":"{\"at\":[1]}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"A cat."},
             {"role":"assistant","content":"A cat.","refusal":null}]
            """));

        Assert.Null(ChatMessages.Of(rendered.Messages, out List<ChatMessage> messages));
        Assert.Equal(
            ["system", "system", "user", "assistant", "tool", "assistant", "user"], messages.Select(message => message.Role.Value));
        Assert.Equal(
            ["What is {{this}}? ", "https://pictures.example/a.png", "Look."],
            messages[2].Contents.Select(content => content is UriContent image ? image.Uri.ToString() : content.ToString()));
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(messages[3].Contents));
        Assert.Equal(("c1", "look", "[1]"), (call.CallId, call.Name, call.Arguments!["at"]!.ToString()));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(messages[4].Contents));
        Assert.Equal(("c1", "A cat."), (result.CallId, result.Result));
    }

    [Theory]
    [InlineData("""null""", "history")]
    [InlineData("""{}""", "history")]
    [InlineData("""["hello"]""", "history[0]")]
    [InlineData("""[{"role":"user"}]""", "history[0].content")]
    [InlineData("""[{"role":"user","content":null}]""", "history[0].content")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"robot","content":"b"}]""", "history[1].role")]
    [InlineData("""[{"role":"user","content":"a","mood":"good"}]""", "history[0].mood")]
    [InlineData("""[{"role":"user","content":"a","name":"Ann"}]""", "history[0].name")]
    [InlineData("""[{"role":"user","content":"a","tool_call_id":"c"}]""", "history[0].tool_call_id")]
    [InlineData(
        """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example/a.png","detail":"low"}}]}]""",
        "history[0].content[0].image_url.detail")]
    [InlineData(
        """[{"role":"assistant","tool_calls":[{"id":"c","type":"custom","function":{"name":"f","arguments":"{}"}}]}]""",
        "history[0].tool_calls[0]")]
    [InlineData("""[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]""", "history[0].content[0]")]
    [InlineData("""[{"role":"tool","content":"a"}]""", "history[0].tool_call_id")]
    [InlineData("""[{"role":"user","content":"a","tool_calls":[]}]""", "history[0].tool_calls")]
    [InlineData(
        """[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"[1"}}]}]""", "history[0].tool_calls[0]")]
    public void Render_WhenAMessageIsNotUnderstood_RefusesItByItsPlace(string history, string field)
    {
        var refused = Assert.IsType<RenderResult.Refused>(Render(history));

        Assert.Contains(refused.Errors, error => error.Field == field);
    }

    [Fact]
    public void Render_WhenTheVariableIsMissing_RefusesIt()
    {
        var refused = Assert.IsType<RenderResult.Refused>(
            _renderer.Render(Prompt, JsonElement.Parse("{}"), TestContext.Current.CancellationToken));

        Assert.Equal("history", Assert.Single(refused.Errors).Field);
    }

    [Fact]
    public void Render_WhenItIsEmpty_GivesTheOthers() =>
        Assert.Equal(2, Assert.IsType<RenderResult.Rendered>(Render("[]")).Messages.Length);

    [Theory]
    [InlineData("""[{"role":"system","content":[{"type":"image","url":"https://a.example/a.png"}]}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"image","url":"ftp://a.example/a.png"}]}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"image","url":"data:text/plain;base64,QQ=="}]}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"file","url":"https://a.example/a.pdf"}]}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"image","url":"data:nonsense"}]}]""")]
    public void Send_WhenAClientWouldLeaveItOut_IsRefused(string history)
    {
        var rendered = Assert.IsType<RenderResult.Rendered>(Render(history));

        Assert.StartsWith("Message 2 ", ChatMessages.Of(rendered.Messages, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", "data:image/png;base64,QQ==")]
    [InlineData("file", "data:application/pdf;base64,QQ==")]
    public void Send_OfData_IsSent(string type, string url)
    {
        var rendered = Assert.IsType<RenderResult.Rendered>(
            Render($$"""[{"role":"user","content":[{"type":"{{type}}","url":"{{url}}"}]}]"""));

        Assert.Null(ChatMessages.Of(rendered.Messages, out List<ChatMessage> messages));
        Assert.IsType<DataContent>(Assert.Single(messages[1].Contents));
    }

    private RenderResult Render(string history) =>
        _renderer.Render(Prompt, JsonElement.Parse($$"""{"history":{{history}}}"""), TestContext.Current.CancellationToken);
}
