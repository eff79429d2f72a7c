using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>The README's promise: a better prompt gives a better answer in the next run, with no restart.</summary>
public sealed class AliasTests(OfflineWorkflow workflow) : IClassFixture<OfflineWorkflow>
{
    private static readonly EntryKey Prompt = new("workflows", "extract_questionnaire");

    [Fact]
    public async Task Alias_WhenAddedToThePrompt_IsReadByTheNextRun()
    {
        string request = await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Root, "docs", "requests", "execute.json"), TestContext.Current.CancellationToken);
        string text = JsonElement.Parse(request).GetProperty("input_data").GetProperty("questionnaire_text").GetString()!;
        OfflineRun before = await workflow.RunAsync(text);

        WriteResult written = await workflow.Writer.UpdateAsync(
            new UpdateEntryRequest { Key = Prompt, Content = WithAlias("turnover") }, TestContext.Current.CancellationToken);
        OfflineRun after = await workflow.RunAsync(text);

        Assert.IsType<WriteResult.Written>(written);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (before.Facts.GetProperty("annual_revenue").ValueKind, before.Facts.GetProperty("annual_revenue_currency").ValueKind));
        Assert.Equal(
            (2_400_000m, "EUR"),
            (after.Facts.GetProperty("annual_revenue").GetDecimal(), after.Facts.GetProperty("annual_revenue_currency").GetString()));
        JsonElement span = after.Output.GetProperty("source_spans")
            .EnumerateArray()
            .Single(item => item.GetProperty("field").GetString() == "annual_revenue");
        Assert.Equal("EUR 2.4 million", span.GetProperty("text").GetString());
    }

    private JsonElement WithAlias(string alias)
    {
        JsonNode body = JsonNode.Parse(workflow.Catalog.Find(Prompt)!.Current.Body.GetRawText())!;
        body["config"]!["extraction"]!["fields"]!["annual_revenue"]!["aliases"]!.AsArray().Add(alias);
        return JsonSerializer.SerializeToElement(body);
    }
}
