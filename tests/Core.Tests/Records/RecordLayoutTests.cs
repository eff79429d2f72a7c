using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Leagues;

namespace PromptIntel.Core.Tests.Records;

/// <summary>Values that a page sets beside, under and behind their names, offline.</summary>
public sealed class RecordLayoutTests(OfflineWorkflow offline) : IClassFixture<OfflineWorkflow>
{
    [Theory]
    [InlineData("""{"type":["string","null"],"title":"Territory"}""", "Worldwide, without the People's Republic of China")]
    [InlineData("""{"type":["string","null"],"format":"date","title":"Refused on"}""", "2026-05-30")]
    [InlineData("""{"type":["string","null"],"format":"email","title":"E-mail"}""", "office@acme.example")]
    [InlineData("""{"type":["string","null"],"format":"date","title":"Date"}""", "2026-06-08")]
    public async Task Extract_WhenThePageSaysItSo_ReadsTheValue(string field, string value)
    {
        const string Text =
            """
            Acme Board
            Ulm, 8 June 2026

            Licensor:            Acme Board
            Licensee:            Beta AG
            Territory:           Worldwide, without the
                                 People's Republic of China

            Your earlier application was refused on 30 May 2026.
            For questions write to office@acme.example.
            """;
        string schema = $$$"""
            {"schema":{"type":"object","properties":{"value":{{{field}}},"licensor":{"type":["string","null"],"title":"Licensor"},
            "licensee":{"type":["string","null"],"title":"Licensee"}}}}
            """;

        JsonElement record = await RecordAsync(Text, schema);

        Assert.Equal(value, record.GetProperty("value").GetString());
    }

    private async Task<JsonElement> RecordAsync(string text, string input)
    {
        Dictionary<string, JsonElement> members = JsonElement.Parse(input).EnumerateObject().ToDictionary(
            member => member.Name, member => member.Value);
        members["document_text"] = JsonSerializer.SerializeToElement(text);
        OfflineRun run = await offline.RunAsync("pdf_extraction", members);
        Assert.Equal((ExecutionStatus.Succeeded, null), (run.Execution.Status, run.Execution.Error?.Detail));
        return run.Output.GetProperty("record");
    }
}
