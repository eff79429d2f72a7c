using System.Net;

using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Clients.Tests.Dotnet;

public sealed class PromptsClientTests(SharedApi shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_IsWhatEverybodyGets_AndOldVersionsStay()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();

        UpdatedEntry updated = await app.UpdateAsync(prompt, "Good morning {{name}}");

        Assert.Equal(2, updated.Version);
        RenderedPrompt current = await app.Client.Prompts.RenderAsync(prompt, new { name = "Ann" }, Token);
        RenderedPrompt first = await app.Client.Prompts.RenderAsync(prompt with { Version = 1 }, new { name = "Ann" }, Token);
        Assert.Equal(("Good morning Ann", 2), (Assert.Single(current.Messages).Content, current.Version));
        Assert.Equal("Hello Ann", Assert.Single(first.Messages).Content);
        Page<VersionEntry> versions = await app.Client.Prompts.ListVersionsAsync(prompt, cancellationToken: Token);
        Assert.Equal([2, 1], versions.Items.Select(item => item.Version));
        VersionDifference diff = await app.Client.Prompts.DiffAsync(prompt, "1", "production", Token);
        Assert.Contains(diff.Lines, line => line.Change == "added" && line.Text.Contains("Good morning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Put_WithAStaleTag_IsRefusedAndNothingIsWritten()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        AuthoredText read = await app.Client.Prompts.GetTextAsync(prompt, Token);
        await app.UpdateAsync(prompt, "Somebody else's {{name}}");

        var refused = await Assert.ThrowsAsync<PromptIntelException>(() =>
            app.Client.Prompts.PutTextAsync(prompt, "Mine {{name}}", ifMatch: read.ETag, cancellationToken: Token));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition_failed"), (refused.Status, refused.Code));
        Assert.Equal(2, (await app.Client.Prompts.GetAsync(prompt, Token)).Version);
        read = await app.Client.Prompts.GetTextAsync(prompt, Token);
        EntryState written = await app.Client.Prompts.PutTextAsync(prompt, "Mine {{name}}", read.ETag, cancellationToken: Token);
        Assert.Equal(3, written.Version);
        Assert.NotNull(written.ETag);
    }

    [Fact]
    public async Task Label_MovesOnlyFromWhereItIsExpected()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.UpdateAsync(prompt, "Second {{name}}");

        EntryState moved = await app.Client.Prompts.SetLabelAsync(prompt, "production", 1, expected: 2, Token);
        var refused = await Assert.ThrowsAsync<PromptIntelException>(() =>
            app.Client.Prompts.SetLabelAsync(prompt, "production", 2, expected: 2, Token));

        Assert.Equal(1, moved.Labels["production"]);
        Assert.Equal("precondition_failed", refused.Code);
        Assert.Equal(1, (await app.Client.Prompts.GetAsync(prompt, Token)).Version);
    }

    [Fact]
    public async Task Refusal_NamesTheField_AndWhatIsNotThereIsSaid()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();

        var field = await Assert.ThrowsAsync<PromptIntelException>(() =>
            app.Client.Prompts.RenderAsync(prompt, new { nmae = "Ann" }, Token));
        var missing = await Assert.ThrowsAsync<PromptIntelException>(() => app.Client.Prompts.GetAsync("general/none_of_this", Token));

        Assert.Contains(field.Errors.Keys, named => named.EndsWith("nmae", StringComparison.Ordinal));
        Assert.Contains("nmae", field.Message, StringComparison.Ordinal);
        Assert.Equal(("entry_not_found", HttpStatusCode.NotFound), (missing.Code, missing.Status));
        Assert.NotNull(missing.TraceId);
    }

    [Fact]
    public async Task Search_ListSuggestArchiveRestore_AreTyped()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();

        SearchAnswer found = await app.Client.Prompts.SearchAsync(new("turn meeting notes into actions") { Kind = "prompt" }, Token);
        Suggestion suggestion = await app.Client.Prompts.SuggestAsync(prompt, "Be kinder.", Token);
        await app.Client.Prompts.ArchiveAsync(prompt, Token);
        await Assert.ThrowsAsync<PromptIntelException>(() => app.Client.Prompts.GetAsync(prompt, Token));
        EntryState restored = await app.Client.Prompts.RestoreAsync(prompt, Token);
        CatalogList list = await app.Client.Prompts.ListAsync("general", cancellationToken: Token);

        Assert.Contains(found.Results, hit => hit.Reference == "commands/summarise_meeting");
        Assert.Equal("Be kinder.", suggestion.Text);
        Assert.Equal(1, restored.SuggestionsCount);
        Assert.Contains(list.Entries, entry => entry.Reference == prompt);
        Assert.True(list.Position > 200);
    }

    [Fact]
    public async Task Export_ImportedAgain_ChangesNothing()
    {
        await using var app = new ClientHost(shared.Api);
        using var lines = new MemoryStream();

        await using (Stream export = await app.Client.Prompts.ExportAsync(Token))
        {
            await export.CopyToAsync(lines, Token);
        }

        lines.Position = 0;
        ImportReport report = await app.Client.Prompts.ImportAsync(lines, Token);

        Assert.True(report.Unchanged > 200, $"{report}");
        Assert.Equal((0, 0), (report.Updated, report.Refused));
    }

    [Theory]
    [InlineData("a/b", null, null)]
    [InlineData("a/b@3", 3, null)]
    [InlineData("a/b@staging", null, "staging")]
    [InlineData("a/b c.d@3", 3, null)]
    public void Reference_IsReadAndWritten(string text, int? version, string? label)
    {
        PromptReference reference = PromptReference.Parse(text);

        Assert.Equal((version, label), (reference.Version, reference.Label));
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/b")]
    [InlineData("a/")]
    [InlineData("a/b@")]
    [InlineData("a/@3")]
    public void Reference_ThatIsNone_SaysWhatOneIs(string text) =>
        Assert.Contains(
            "namespace/name", Assert.Throws<FormatException>(() => PromptReference.Parse(text)).Message, StringComparison.Ordinal);
}
