using System.Net.Http.Json;

using PromptIntel.Api.Tests;

namespace PromptIntel.Web.Tests.Approvals;

/// <summary>A recipe outside of the usual namespace whose only stage waits for a person with what it was given.</summary>
internal static class AskingRecipe
{
    public const string Namespace = "elsewhere";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Gives its name.</summary>
    public static async Task<string> CreateAsync(HttpClient client)
    {
        string operation = ApiHost.NewName();
        string name = ApiHost.NewName();
        await PostAsync(client, "components", operation, "operation", "kind: operation\ndescription: Asks somebody.\ntype: approval\n");
        await PostAsync(client, Namespace, name, "recipe", $$"""
            kind: recipe
            description: For a test.
            input_schema: { type: object, properties: { text: { type: string }, value: {} } }
            stages:
              - id: check
                uses: {{operation}}
                with:
                  text: ${input.text}
                  value: ${input.value}
            output: { given: "${stages.check.output}" }
            """);
        return name;
    }

    /// <summary>Starts one and waits until it waits; gives the id of the run.</summary>
    public static async Task<string> AskAsync(HttpClient client, string text, object value)
    {
        string name = await CreateAsync(client);
        using HttpResponseMessage asked = await client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = $"{Namespace}/{name}", input_data = new { text, value } }, Token);
        string answer = await asked.Content.ReadAsStringAsync(Token);
        Assert.True(asked.IsSuccessStatusCode, answer[..Math.Min(500, answer.Length)]);
        return System.Text.RegularExpressions.Regex.Match(answer, "\"execution_id\":\"([^\"]+)\"").Groups[1].Value;
    }

    private static async Task PostAsync(HttpClient client, string space, string name, string kind, string content)
    {
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts", new { @namespace = space, name, kind, content }, Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
    }
}
