using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Tests.Samples;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>Rules that the extractor would not take are refused when they are written, with the field at fault.</summary>
public sealed class ExtractionValidatorTests(OfflineWorkflow shipped) : IClassFixture<OfflineWorkflow>
{
    private static readonly EntryKey Prompt = new("workflows", "extract_questionnaire");
    private static readonly EntryKey Schema = new("components", "league_questionnaire");

    [Theory]
    [InlineData("""{"alias":["turnover"]}""", "config.extraction.fields/annual_revenue", "unknown key 'alias'")]
    [InlineData("""{"aliases":"turnover"}""", "config.extraction.fields/annual_revenue", "'aliases' must be a list of texts")]
    [InlineData("""{"currency_field":"money"}""", "config.extraction.fields/annual_revenue", "'money' is not a field of the schema")]
    public async Task Update_WhenARuleIsWrong_IsRefusedUnderItsField(string rule, string path, string detail)
    {
        JsonNode body = Body(Prompt);
        body["config"]!["extraction"]!["fields"]!["annual_revenue"] = JsonNode.Parse(rule);

        EntryError error = Assert.Single(await RefusedAsync(Prompt, body));

        Assert.Equal((path, detail), (error.Field, error.Message));
    }

    [Fact]
    public async Task Update_WhenThereIsNothingToReadInto_IsRefused()
    {
        JsonNode body = Body(Prompt);
        body.AsObject().Remove("output_schema");

        Assert.Contains(await RefusedAsync(Prompt, body), error => error.Field == "config.extraction");
    }

    [Fact]
    public async Task Update_WhenASchemaLosesAFieldThatRulesName_IsRefusedByThePrompt()
    {
        JsonNode body = Body(Schema);
        body["properties"]!.AsObject().Remove("contact_role");
        body["required"]!.AsArray().RemoveAll(item => item!.GetValue<string>() == "contact_role");

        Assert.Contains(
            await RefusedAsync(Schema, body),
            error => error.Message.Contains("extraction rules of the prompt workflows/extract_questionnaire", StringComparison.Ordinal));
    }

    private JsonNode Body(EntryKey key) => JsonNode.Parse(shipped.Catalog.Find(key)!.Current.Body.GetRawText())!;

    private async Task<IReadOnlyList<EntryError>> RefusedAsync(EntryKey key, JsonNode body)
    {
        WriteResult result = await shipped.Writer.UpdateAsync(
            new UpdateEntryRequest { Key = key, Content = JsonSerializer.SerializeToElement(body) }, TestContext.Current.CancellationToken);
        return Assert.IsType<WriteResult.Invalid>(result).Errors;
    }
}
