using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog.Documents;

/// <summary>Markdown that declares nothing just works, and the answer says what was taken for granted.</summary>
public sealed class AssumptionTests
{
    private static readonly EntryKey Key = new("general", "greeting");

    [Theory]
    [InlineData("Hello {{name}}", "type: text|description: greeting|variables: name (string, required)")]
    [InlineData("# A warm greeting\n\nHello {{name}}", "type: text|description: A warm greeting|variables: name (string, required)")]
    [InlineData(
        "Hello {{ name }} and {{{name}}} from {{place}}",
        "type: text|description: greeting|variables: name (string, required), place (string, required)")]
    [InlineData("Hello", "type: text|description: greeting")]
    [InlineData("{{#each items}}- {{this}}\n{{/each}}", "type: text|description: greeting|variables: items (list, required)")]
    [InlineData("{{#each items}}- {{title}}{{/each}}", "type: text|description: greeting|variables: items (list, required)")]
    [InlineData("{{#if formal}}Dear{{else}}Hi{{/if}}", "type: text|description: greeting|variables: formal (anything)")]
    [InlineData("{{#if name}}Hi {{name}}{{/if}}", "type: text|description: greeting|variables: name (string, required)")]
    [InlineData("{{user.name}}", "type: text|description: greeting|variables: user (object, required)")]
    [InlineData("{{#with user}}{{name}}{{/with}}", "type: text|description: greeting|variables: user (object, required)")]
    [InlineData(
        "{{date day}} {{default place \"here\"}}",
        "type: text|description: greeting|variables: day (string, required), place (string, required)")]
    [InlineData("system:\nBe kind.\n\nuser:\nHello {{name}}", "type: chat|description: greeting|variables: name (string, required)")]
    [InlineData("---\ntags: [a]\n---\nHello {{name}}\n", "description: greeting|type: text|variables: name (string, required)")]
    [InlineData("---\ndescription: One.\n---\nHello {{name}}\n", "type: text|variables: name (string, required)")]
    [InlineData("---\ndescription: One.\n---\nuser:\nHello {{name}}\n", "variables: name (string, required)")]
    [InlineData("---\ndescription: One.\ntype: text\n---\nHello {{name}}\n", "variables: name (string, required)")]
    [InlineData("---\ndescription: One.\ntype: text\nvariables:\n  properties:\n    name: {}\n---\nHello {{name}}\n", "")]
    public async Task Create_OfMarkdownThatDeclaresNothing_SaysWhatItAssumes(string text, string assumed)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        WriteResult result = await fixture.CreateAsync(Key, text);

        Assert.Equal(assumed.Split('|', StringSplitOptions.RemoveEmptyEntries), Assert.IsType<WriteResult.Written>(result).Assumed);
    }

    [Theory]
    [InlineData("# A heading\n\nHello", "type: text")]
    [InlineData("---\ntags: [a]\n---\nHello {{name}}\n", "type: text|variables: name (string, required)")]
    public async Task Create_WithADescriptionBesideTheText_AssumesNone(string text, string assumed)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        WriteResult result = await fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = Key, Content = CatalogFixture.Text(text), Description = "Greets." },
            TestContext.Current.CancellationToken);

        var written = Assert.IsType<WriteResult.Written>(result);
        Assert.Equal(assumed.Split('|'), written.Assumed);
        Assert.Equal("Greets.", written.State.Current.Description);
    }

    [Theory]
    [InlineData(
        "---\ndescription: One.\nvariables:\n  type: object\n  properties:\n    place: {type: string}\n---\nuser:\nHello {{name}}\n")]
    [InlineData("---\ndescription: One.\nvariables: {}\n---\nuser:\nHello {{name}}\n")]
    [InlineData("---\ndescription: One.\nvariables:\n  properties: {}\n---\nHello {{name}}\n")]
    public async Task Create_WithAVariablesBlock_RefusesAnUndeclaredName(string text)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        WriteResult.Invalid invalid = Assert.IsType<WriteResult.Invalid>(await fixture.CreateAsync(Key, text));

        Assert.Contains(invalid.Errors, error => error.Message.Contains("'name'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Update_WithoutVariables_KeepsWhatIsDeclaredOfAName()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(
            Key, "---\ndescription: One.\ntype: text\nvariables:\n  properties:\n    count: {type: integer}\n---\n{{count}} days\n");

        var written = Assert.IsType<WriteResult.Written>(
            await fixture.UpdateAsync(Key, "---\ndescription: One.\n---\n{{count}} days for {{name}}\n"));

        Assert.Equal(["type: text", "variables: count (as before), name (string, required)"], written.Assumed);
        Assert.Equal(
            """{"type":"object","required":["count","name"],"properties":{"count":{"type":"integer"},"name":{"type":"string"}}}""",
            PromptBody.Read(written.State.Current.Body).Variables.GetRawText());
    }

    [Fact]
    public async Task Create_OfMarkdownThatDeclaresNothing_RendersAndComesBackAsItIs()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        var written = Assert.IsType<WriteResult.Written>(
            await fixture.CreateAsync(Key, "# Zürich\n\nHello {{name}}, it's {{#each days}}{{this}} {{/each}}in 東京"));
        EntryVersion version = written.State.Current;

        string text = AuthoredText.Write(version);
        AuthoredEntry again = AuthoredText.Parse(EntryKind.Prompt, text);

        Assert.Contains("description: \"Zürich\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", text, StringComparison.Ordinal);
        Assert.Equal(version.ContentHash, again.Draft!.ContentHash);
    }

    [Fact]
    public async Task Update_WithARoleAtTheTop_ReplacesAllMessages()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "Hello {{name}}");

        var written = Assert.IsType<WriteResult.Written>(await fixture.UpdateAsync(Key, "system:\nBe kind.\nuser:\nHello {{name}}"));

        PromptBody body = PromptBody.Read(written.State.Current.Body);
        Assert.Equal((PromptType.Chat, 2), (body.Type, body.Messages.Length));
    }
}
