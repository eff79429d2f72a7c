using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Tests.Catalog.Includes;

/// <summary>What is included stays whole, and who reads an includer gets the new text at once.</summary>
public sealed class IncludeValidatorTests
{
    private static readonly EntryKey Tone = new("general", "tone");
    private static readonly EntryKey Middle = new("general", "middle");
    private static readonly EntryKey Main = new("general", "main");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_OfTheIncluded_IsInTheNextRead_AndChangesTheEntityTag()
    {
        CatalogFixture fixture = await CreateAsync();
        var composed = new ComposedPrompts(fixture.Catalog);
        CatalogDocument before = composed.Document(fixture.Catalog.FindDocument(Main, default)!);
        CatalogDocument again = composed.Document(fixture.Catalog.FindDocument(Main, default)!);

        await fixture.UpdateAsync(Tone, "Be brief.");
        CatalogDocument after = composed.Document(fixture.Catalog.FindDocument(Main, default)!);

        Assert.Same(before, again);
        Assert.Contains("Be kind.", System.Text.Encoding.UTF8.GetString(before.Json.Span), StringComparison.Ordinal);
        Assert.Contains("Be brief.", System.Text.Encoding.UTF8.GetString(after.Json.Span), StringComparison.Ordinal);
        Assert.NotEqual(before.ETag, after.ETag);
        Assert.Equal(1, after.Version.Number);
    }

    [Theory]
    [InlineData("general/main", "{{> general/nobody}}", "There is no prompt general/nobody. (line 1, column 1)")]
    [InlineData("general/tone", "x {{> general/main}}", "general/tone > general/main > general/middle > general/tone")]
    [InlineData("general/tone", "{{#each items}}{{> general/middle}}{{/each}}", "not included within each")]
    [InlineData("general/tone", "{{~> general/middle}}", "takes no ~")]
    [InlineData("general/tone", "{{> middle}}", "included by its name")]
    public async Task Write_OfAnIncludeThatCannotBe_IsRefused(string key, string text, string reason)
    {
        CatalogFixture fixture = await CreateAsync();
        EntryKey.TryParse(key, null, out EntryKey parsed);

        WriteResult result = await fixture.UpdateAsync(parsed, text);

        Assert.Contains(
            Assert.IsType<WriteResult.Invalid>(result).Errors, error => error.Message.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_OfTheIncluded_ThatBreaksAnIncluder_IsRefusedAndNamesIt()
    {
        CatalogFixture fixture = await CreateAsync();

        WriteResult archived = await fixture.Writer.ArchiveAsync(Tone, null, Token);
        WriteResult chat = await fixture.UpdateAsync(
            Tone, "---\ndescription: A chat.\ntype: chat\n---\nsystem:\nBe kind.\n\nuser:\nHello\n");
        WriteResult other = await fixture.UpdateAsync(
            Tone,
            "---\ndescription: Typed.\nvariables: {type: object, properties: {name: {type: array}}}\n"
                + "---\n{{#each name}}{{this}}{{/each}}\n");

        Assert.All(
            new[] { archived, chat, other },
            result => Assert.Contains(
                Assert.IsType<WriteResult.Invalid>(result).Errors,
                error => error.Message.StartsWith("The prompt general/main includes this: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Change_OfAStagedVersion_BreaksNobody()
    {
        CatalogFixture fixture = await CreateAsync();

        WriteResult staged = await fixture.Writer.UpdateAsync(
            new()
            {
                Key = Tone,
                Content = CatalogFixture.Text("---\ndescription: A chat.\ntype: chat\n---\nsystem:\nBe kind.\n\nuser:\nHello\n"),
                Labels = [],
            },
            Token);
        WriteResult published = await fixture.Writer.SetLabelAsync(Tone, "production", 2, LabelCondition.None, null, Token);

        Assert.IsType<WriteResult.Written>(staged);
        Assert.IsType<WriteResult.Invalid>(published);
    }

    private static async Task<CatalogFixture> CreateAsync()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(null, new IncludeValidator(Checks.All()));
        foreach ((EntryKey key, string text) in new[]
        {
            (Tone, "Be kind."), (Middle, "{{> general/tone}}"), (Main, "{{> general/middle}} {{name}}"),
        })
        {
            Assert.IsType<WriteResult.Written>(await fixture.CreateAsync(key, text));
        }

        return fixture;
    }
}
