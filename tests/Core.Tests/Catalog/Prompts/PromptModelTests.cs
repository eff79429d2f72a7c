using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Tests.Workflows;

namespace PromptIntel.Core.Tests.Catalog.Prompts;

/// <summary>The names of models in a prompt, in each form that a prompt is written in.</summary>
public sealed class PromptModelTests
{
    [Fact]
    public void Models_AreTheSameInJsonAndInMarkdown()
    {
        EntryVersion version = new TestCatalog().Add(
            EntryKind.Prompt,
            "general/tier",
            """{"type":"text","messages":[{"role":"user","content":"Hi"}],"model":"fast","fallback_model":"azure/gpt-4.1"}""");

        AuthoredEntry read = PromptMarkdown.Parse(PromptMarkdown.Write(version));

        Assert.Empty(read.Errors);
        var body = PromptBody.Read(read.Draft!.Body);
        Assert.Equal(("fast", "azure/gpt-4.1"), (body.Model, body.FallbackModel));
        Assert.Contains("\"model\":\"fast\",\"fallback_model\":\"azure/gpt-4.1\"", body.ToJson().GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("fallback_model")]
    public void Model_ThatIsNoName_IsRefusedByItsField(string field)
    {
        JsonElement body = JsonElement.Parse($$"""{"type":"text","messages":[{"role":"user","content":"Hi"}],"{{field}}":7}""");

        Assert.False(PromptBody.TryRead(body, out _, out var errors));

        Assert.Equal(field, Assert.Single(errors).Field);
    }
}
