using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Tests.Shared;

/// <summary>
/// What an installation answers to every sample that it lists, run as it stands: its input, or a text for the first field that takes texts.
/// Numbers of runs, times and addresses are taken out, so that answers of two installations can be compared.
/// </summary>
internal static partial class ShippedSamples
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>By workflow and sample: the status, the stages that ended, the output.</summary>
    public static async Task<SortedDictionary<string, string>> RunAllAsync(HttpClient api)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        JsonElement samples = await api.GetFromJsonAsync<JsonElement>("/api/samples", Token);

        foreach (JsonElement sample in samples.GetProperty("items").EnumerateArray())
        {
            string workflow = sample.GetProperty("workflow").GetString()!;
            string text = sample.GetProperty("text").GetString()!;
            JsonNode input = text.TrimStart().StartsWith('{')
                ? JsonNode.Parse(text)!
                : new JsonObject { [await TextFieldAsync(api, workflow)] = text };
            using HttpResponseMessage response = await api.PostAsJsonAsync(
                "/api/prompts/execute", new { workflow, input_data = input }, Token);
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.True(response.IsSuccessStatusCode, $"{workflow}, {sample.GetProperty("name")}: {answer}");
            answers[$"{workflow} {sample.GetProperty("name")}"] = Changing().Replace(
                $"{answer.GetProperty("status")}, {answer.GetProperty("stages_completed")}: {answer.GetProperty("output")}", "*");
        }

        return answers;
    }

    private static async Task<string> TextFieldAsync(HttpClient api, string workflow)
    {
        JsonElement definition = await api.GetFromJsonAsync<JsonElement>($"/api/workflows/{workflow}", Token);
        return definition.GetProperty("input_schema").GetProperty("properties").EnumerateObject().First(
            field => field.Name.EndsWith("_text", StringComparison.Ordinal)).Name;
    }

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")]
    private static partial Regex Changing();
}
