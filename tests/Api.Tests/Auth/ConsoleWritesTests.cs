using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Access;
using PromptIntel.Tests.Shared;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>
/// Whatever a page of the console writes is answered as the route answers the same request of a program: by the same roles, checks and
/// rules of labels. The routes are those whose names stand in the sources of the pages, so a later page is held to it too.
/// </summary>
public sealed partial class ConsoleWritesTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    /// <summary>Asked by another verb than GET, and nothing is written.</summary>
    private static readonly string[] Reads = ["SearchPrompts", "PreviewPrompt", "RenderWorkflow"];

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private static readonly JsonElement Published = JsonElement.Parse("""
        { "namespace": "workflows", "name": "extract_questionnaire", "suggestions": ["Better."], "labels": ["production"] }
        """);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reader")]
    [InlineData("editor")]
    [InlineData("publisher")]
    public async Task Write_OfAPage_IsAnsweredAsItsRouteAnswers(string role)
    {
        using HttpClient client = host.ClientFor(role);
        List<Write> writes = await ReadWritesAsync(client);

        Assert.True(writes.Count > 15, string.Join(", ", writes.Select(write => write.Name)));
        Assert.Contains(writes, write => write.Name == "CreatePrompt");
        var refused = new List<string>();

        foreach (Write write in writes)
        {
            string byPage = await AskAsPageAsync(write, role, Nothing);

            Assert.Equal($"{write.Name}: {await AskAsProgramAsync(client, write, Nothing)}", $"{write.Name}: {byPage}");
            refused.AddRange(byPage.StartsWith("403", StringComparison.Ordinal) ? [write.Name] : (string[])[]);
        }

        Assert.Contains("CreateKey", refused);
        Assert.Equal(role == "reader", refused.Contains("UpdatePrompt"));
        Assert.Equal(role != "publisher", refused.Contains("SetLabel"));
    }

    [Fact]
    public async Task Production_IsNotMovedByAnEditor_OnAPageOrElsewhere()
    {
        using HttpClient client = host.ClientFor("editor");
        Write update = (await ReadWritesAsync(client)).Single(write => write.Name == "UpdatePrompt");

        string byPage = await AskAsPageAsync(update, "editor", Published);

        Assert.StartsWith("403", byPage, StringComparison.Ordinal);
        Assert.Equal(await AskAsProgramAsync(client, update, Published), byPage);
        JsonElement kept = await client.GetFromJsonAsync<JsonElement>("/api/prompts/workflows/extract_questionnaire", Token);
        Assert.Equal(1, kept.GetProperty("version").GetInt32());
    }

    /// <summary>Status and code of the answer.</summary>
    private async Task<string> AskAsPageAsync(Write write, string role, JsonElement body)
    {
        var caller = new Caller(role, Enum.Parse<Role>(role, ignoreCase: true), IsTrusted: false);
        OwnAnswer answer = await host.Services.GetRequiredService<IConsoleRoutes>().SendAsync(
            new OwnRequest(write.Name) { Path = write.Values, Body = body }, caller.ToPrincipal("test"), Token);
        return $"{answer.Status} {Code(answer.IsJson ? answer.Json : Nothing)}";
    }

    private static async Task<string> AskAsProgramAsync(HttpClient client, Write write, JsonElement body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(write.Verb), write.Address) { Content = JsonContent.Create(body) };
        using HttpResponseMessage answer = await client.SendAsync(request, Token);
        return $"{(int)answer.StatusCode} {Code(await ApiHost.ReadAsync(answer))}";
    }

    private static string Code(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("code", out JsonElement code) ? code.GetString()! : "";

    private static async Task<List<Write>> ReadWritesAsync(HttpClient client)
    {
        HashSet<string> named = [.. SourceTree.Files("Web", "*").Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal)
                || file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Quoted().Matches(file.Text).Select(match => match.Groups[1].Value))];
        JsonElement document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from verb in path.Value.EnumerateObject()
               where verb.Name is "post" or "put" or "patch" or "delete"
               let name = verb.Value.GetProperty("operationId").GetString()!
               where named.Contains(name) && !Reads.Contains(name)
               select new Write(name, verb.Name.ToUpperInvariant(), path.Name),
        ];
    }

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Placeholder();

    private sealed record Write(string Name, string Verb, string Path)
    {
        /// <summary>Of nothing that is there.</summary>
        public Dictionary<string, string> Values { get; } = Placeholder().Matches(Path)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[1].Value == "id" ? Guid.Empty.ToString() : "none");

        public string Address => Placeholder().Replace(Path, match => Values[match.Groups[1].Value]);
    }
}
