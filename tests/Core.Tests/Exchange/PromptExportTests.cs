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
        // Of a block in Prompty the same text comes, in other letters: what it is written as again is the same file.
        Assert.Equal(files.Select(file => file.Text), _there.Get<PromptExport>().Write(form, null).Select(file => file.Text));
        foreach (EntryState state in _here.Catalog.Entries.Where(state => form == PromptExport.Markdown || state.Key.Name == "plain"))
        {
            Assert.Equal(state.Current.ContentHash, _there.Catalog.Find(state.Key)!.Current.ContentHash);
        }
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
