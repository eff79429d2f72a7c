using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Exchange;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>What is exported and imported elsewhere is the same prompt.</summary>
public sealed class PromptExportTests : IDisposable
{
    private readonly PromptFiles _here = new();
    private readonly PromptFiles _there = new();

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Theory]
    [InlineData(PromptExport.Markdown)]
    [InlineData(PromptExport.Prompty)]
    public async Task Prompts_ExportedAndImported_AreTheSame(string form)
    {
        var imported = await _here.ImportAsync(
            ("shop/all.prompty", """
                ---
                description: Everything at once.
                authors: [ann]
                metadata: { tags: [a, b], team: red }
                model:
                  id: gpt-4o
                  provider: openai
                  options: { temperature: 0.1, stopSequences: [END], response_format: { type: json_object } }
                inputs:
                  - { name: order, kind: object, required: true, sample: { id: 1 } }
                  - { name: tier, kind: string, default: gold, enumValues: [gold, basic], description: Which }
                  - { name: items, kind: array, required: false, items: { kind: string } }
                  - { name: size, kind: float, json_schema: { type: number, maximum: 9 } }
                  - { name: talk, kind: thread }
                ---
                system:
                Order {{ order.id }}: {% if tier == "gold" %}first{% elif tier %}{{ tier }}{% else %}none{% endif %}
                {% for one in items %}
                - {{ one }} of {{ order.id }}{% if not loop.last %},{% endif %}
                {% endfor %}
                Brace {{ "{{" }} and {"a": {{ size }}} {{ note | default("no", true) }} {{ items | join(", ") }} {{ items | length }}

                {{talk}}

                user:
                ![it](https://example.org/a.png)
                Well?
                """),
            ("plain.txt", "Hello {{name}}"));
        Assert.All(imported, result => Assert.True(result.Status == FileStatus.Created, string.Join("; ", result.Errors)));

        ExportedFile[] files = [.. _here.Get<PromptExport>().Write(form, null)];
        var results = await _there.ImportAsync([.. files.Select(file => (file.Path, file.Text!))]);

        Assert.All(results, result => Assert.True(
            result.Status == FileStatus.Created, $"{string.Join("; ", result.Errors)}\n{files[^1].Text}"));
        Assert.Equal(files.Select(file => file.Text), _there.Get<PromptExport>().Write(form, null).Select(file => file.Text));
        foreach (EntryState state in _here.Catalog.Entries)
        {
            Assert.Equal(state.Current.ContentHash, _there.Catalog.Find(state.Key)!.Current.ContentHash);
        }
    }

    [Theory]
    [InlineData("Hello {{#each names}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}!")]
    [InlineData("{{#with order}}{{id}}{{/with}} {{#if a}}1{{else if b}}2{{else}}3{{/if}}")]
    [InlineData("{{#each rows as |row key|}}\n  {{~row.id~}}\n{{else}}\nnone\n{{/each}}")]
    [InlineData("{{! A note }}Hello  {{name}} {{{raw}}} \\{{kept}}")]
    [InlineData("  With white space around \n")]
    public async Task Template_ThroughPrompty_KeepsItsLetters(string template)
    {
        await CreateAsync("letters", template.Contains("{{", StringComparison.Ordinal)
            ? template
            : new { type = "chat", messages = new[] { new { role = "user", content = template } } });
        ExportedFile file = Assert.Single(_here.Get<PromptExport>().Write(PromptExport.Prompty, null));
        Assert.True(file.Text is not null, string.Join("; ", file.Errors));

        FileResult result = Assert.Single(await _there.ImportAsync((file.Path, file.Text)));

        Assert.True(result.Status == FileStatus.Created, string.Join("; ", result.Errors));
        Assert.Equal(
            _here.Catalog.Find(file.Key)!.Current.Body.GetRawText(), _there.Catalog.Find(file.Key)!.Current.Body.GetRawText());
    }

    [Fact]
    public async Task Text_ChangedInThePromptyFile_CountsInsteadOfWhatIsKeptBesideIt()
    {
        await CreateAsync("changed", "{{#with order}}Order {{id}}{{/with}}");
        ExportedFile file = Assert.Single(_here.Get<PromptExport>().Write(PromptExport.Prompty, null));
        string body = file.Text![file.Text!.IndexOf("\n---\n", StringComparison.Ordinal)..];
        string changed = file.Text.Replace(body, body.Replace("Order ", "Your order ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.NotEqual(file.Text, changed);

        FileResult result = Assert.Single(await _there.ImportAsync((file.Path, changed)));

        string content = _there.Catalog.Find(file.Key)!.Current.Body.GetProperty("messages")[0].GetProperty("content").GetString()!;
        Assert.Contains("Your order {{order.id}}", content, StringComparison.Ordinal);
        Assert.Contains(result.Remarks, remark => remark.Message.Contains("the text was changed", StringComparison.Ordinal));
    }

    /// <summary>The shipped prompts, as many as Prompty can say; of the others it is said why not.</summary>
    [Fact]
    public async Task ShippedPrompts_AsPrompty_ReadBackToTheSameMessages()
    {
        await _here.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        await _here.Get<ContentLoader>().LoadAsync(Path.Combine(SourceTree.Root, "content"), TestContext.Current.CancellationToken);

        ExportedFile[] files = [.. _here.Get<PromptExport>().Write(PromptExport.Prompty, null)];
        ExportedFile[] written = [.. files.Where(file => file.Text is not null)];
        var results = await _there.ImportAsync([.. written.Select(file => (file.Path, file.Text!))]);

        Assert.True(files.Length > 100, $"{files.Length}");
        Assert.True(
            written.Length > files.Length / 2,
            string.Join("\n", files.Where(file => file.Text is null).Select(file => $"{file.Key}: {file.Errors[0]}")));
        Assert.All(files.Except(written), file => Assert.NotEmpty(file.Errors));
        Assert.All(results, result => Assert.True(
            result.Status == FileStatus.Created, $"{result.File}: {string.Join("; ", result.Errors)}"));
    }

    private async Task CreateAsync(string name, object content) =>
        Assert.IsType<WriteResult.Written>(await _here.Get<Core.Catalog.Writing.CatalogWriter>().CreateAsync(
            new Core.Catalog.Writing.CreateEntryRequest
            {
                Key = new EntryKey("general", name),
                Content = JsonSerializer.SerializeToElement(content),
            },
            TestContext.Current.CancellationToken));

    [Fact]
    public async Task Name_ThatWouldLeadElsewhere_IsThePathAsItStands()
    {
        await _here.ImportAsync(("a/x.txt", "One"));
        await _here.Get<Core.Catalog.Writing.CatalogWriter>().CreateAsync(
            new Core.Catalog.Writing.CreateEntryRequest
            {
                Key = new EntryKey("general", "x002E_x002E_..y"),
                Content = JsonSerializer.SerializeToElement("Two"),
            },
            TestContext.Current.CancellationToken);

        string[] paths = [.. _here.Get<PromptExport>().Write(PromptExport.Markdown, null).Select(file => file.Path)];

        Assert.Equal(["a/x.md", "general/x002E_x002E_..y.md"], paths);
    }
}
