using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Tests.Catalog;

namespace PromptIntel.Core.Tests.Regressions;

/// <summary>
/// Found by fuzzing: a null among the labels of a request was a failure of the service, and a YAML directive without its value.
/// </summary>
public sealed class Lists_withNothingInAPlace
{
    private static readonly EntryKey Key = new("general", "greeting");
    private static readonly ImmutableArray<string> Holed = ["staging", null!, "candidate"];

    [Fact]
    public async Task CreateAndUpdate_WhenALabelOrTagIsMissing_RefuseTheField()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "Hello");
        var create = new CreateEntryRequest { Key = new EntryKey("general", "other"), Content = CatalogFixture.Text("Hello") };
        var update = new UpdateEntryRequest { Key = Key, Content = CatalogFixture.Text("Hello again") };

        WriteResult[] results =
        [
            await fixture.Writer.CreateAsync(create with { Labels = Holed }, TestContext.Current.CancellationToken),
            await fixture.Writer.CreateAsync(create with { Tags = Holed }, TestContext.Current.CancellationToken),
            await fixture.Writer.UpdateAsync(update with { Labels = Holed }, TestContext.Current.CancellationToken),
            await fixture.Writer.UpdateAsync(update with { Tags = Holed }, TestContext.Current.CancellationToken),
            await fixture.Writer.UpdateAsync(update with { Suggestions = Holed }, TestContext.Current.CancellationToken),
        ];

        Assert.Equal(
            ["labels", "tags", "labels", "tags", "suggestions"],
            results.Select(result => Assert.Single(Assert.IsType<WriteResult.BadRequest>(result).Errors).Field));
    }

    [Theory]
    [InlineData("%TAG ! ")]
    [InlineData("%TAG ! \n---\na: 1")]
    [InlineData("%TAG !a! \n--- b")]
    [InlineData("%TAG\n--- b")]
    [InlineData("%YAML \n--- b")]
    public void Parse_WhenADirectiveHasNoValue_NamesTheLine(string yaml)
    {
        YamlJsonResult result = YamlJson.Parse(yaml);

        Assert.True(result.Error is null or { Line: >= 1 }, result.Error?.ToString());
    }
}
