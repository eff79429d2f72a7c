using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;
using PromptIntel.Extraction;

namespace PromptIntel.Core.Tests.Inference.Offline;

public sealed class OfflineChatClientTests
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Read this.")];

    [Fact]
    public async Task GetResponse_WhenStructured_AnswersAndSaysItIsOffline()
    {
        using var client = new OfflineChatClient();

        var response = await client.GetResponseAsync(Messages, Options(), TestContext.Current.CancellationToken);

        Assert.Equal("""{"count":14}""", response.Text);
        Assert.Equal(OfflineChatClient.ModelId, response.ModelId);
        Assert.Null(response.Usage);
        var span = Assert.Single((ImmutableArray<ExtractedSpan>)response.AdditionalProperties![ModelProperties.ExtractedSpans]!);
        Assert.Equal(new ExtractedSpan("count", 7, 2, "14"), span);
    }

    [Fact]
    public async Task GetStreamingResponse_WhenStructured_GivesTheSameText()
    {
        using var client = new OfflineChatClient();
        var text = "";

        await foreach (var update in client.GetStreamingResponseAsync(Messages, Options(), TestContext.Current.CancellationToken))
        {
            text += update.Text;
        }

        Assert.Equal("""{"count":14}""", text);
    }

    [Fact]
    public async Task GetResponse_WhenProseIsAsked_RequiresModel()
    {
        using var client = new OfflineChatClient();

        await Assert.ThrowsAsync<ModelRequiredException>(
            () => client.GetResponseAsync(Messages, new ChatOptions(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetResponse_WhenPromptDeclaresNoRules_RequiresModel()
    {
        using var client = new OfflineChatClient();
        var options = Options();
        options.AdditionalProperties!.Remove(ModelProperties.ExtractionRules);

        var refused = await Assert.ThrowsAsync<ModelRequiredException>(
            () => client.GetResponseAsync(Messages, options, TestContext.Current.CancellationToken));

        Assert.Contains("extraction", refused.Message, StringComparison.Ordinal);
    }

    private static ChatOptions Options() => new()
    {
        ResponseFormat = ChatResponseFormat.ForJsonSchema(
            Json("""{"type":"object","properties":{"count":{"type":"integer"}}}""")),
        AdditionalProperties = new AdditionalPropertiesDictionary
        {
            [ModelProperties.ExtractionRules] = Json("""{"fields":{"count":{}}}"""),
            [ModelProperties.ExtractionText] = "Count: 14",
        },
    };

    private static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }
}
