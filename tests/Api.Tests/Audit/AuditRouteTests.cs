using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Audit;

/// <summary>What is entered of the writes of callers, and who reads it.</summary>
public sealed class AuditRouteTests(AuditHost host) : IClassFixture<AuditHost>
{
    private readonly HttpClient _client = host.ClientFor("operator");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryRouteThatMayWrite_SaysWhatIsEnteredOfIt()
    {
        string[] silent =
        [
            .. from route in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               where route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)
               where route.Metadata.GetMetadata<HttpMethodMetadata>() is { } methods && !methods.HttpMethods.Contains("GET")
               where route.Metadata.GetMetadata<AuditRule>() is null
               select route.DisplayName,
        ];

        Assert.True(silent.Length == 0, $"Say Audited, AuditedByStore or NotAudited: {string.Join(", ", silent)}");
    }

    [Fact]
    public async Task Prompt_IsEnteredWithActorFromToAndWhy()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        using HttpClient editor = host.ClientFor("editor");
        await editor.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}", change_note = "Shorter." }, Cancel);
        await _client.PutAsJsonAsync(
            $"/api/prompts/general/{name}/labels/production", new { version = 2, change_note = "Tested." }, Cancel);

        JsonElement[] items = await ListAsync($"subject=general/{name}");

        Assert.Equal(
            ["label.moved", "label.moved", "version.added", "label.moved", "entry.created"], items.Select(item => Text(item, "action")));
        Assert.Equal(
            ("operator", "production", "1", "2", "Tested."),
            (Text(items[0], "actor"), Text(items[0], "detail"), Text(items[0], "from"), Text(items[0], "to"), Text(items[0], "why")));
        Assert.Equal(("editor", "Shorter."), (Text(items[2], "actor"), Text(items[2], "why")));
        Assert.DoesNotContain(items, item => item.ToString().Contains("{{name}}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LabelHistory_IsPagedAndForReadersToo()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        await _client.PostAsJsonAsync("/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, Cancel);
        await _client.PutAsJsonAsync($"/api/prompts/general/{name}/labels/production", new { version = 1, change_note = "Back." }, Cancel);
        await _client.PutAsJsonAsync($"/api/prompts/general/{name}/labels/staging", new { version = 2 }, Cancel);
        using HttpClient reader = host.ClientFor("reader");

        JsonElement first = await reader.GetFromJsonAsync<JsonElement>(
            $"/api/prompts/general/{name}/labels/history?label=production&limit=2", Cancel);
        JsonElement rest = await reader.GetFromJsonAsync<JsonElement>(
            $"/api/prompts/general/{name}/labels/history?label=production&cursor={Text(first, "next_cursor")}", Cancel);
        using HttpResponseMessage unknown = await reader.GetAsync("/api/prompts/general/none/labels/history", Cancel);
        using HttpResponseMessage wrong = await reader.GetAsync($"/api/prompts/general/{name}/labels/history?cursor=x", Cancel);

        Assert.Equal(
            [(2, 1), (1, 2)],
            first.GetProperty("items").EnumerateArray().Select(
                move => (move.GetProperty("from").GetInt32(), move.GetProperty("to").GetInt32())));
        Assert.Equal("Back.", Text(first.GetProperty("items")[0], "why"));
        Assert.Equal(JsonValueKind.Null, Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("from").ValueKind);
        Assert.Null(Text(rest, "next_cursor"));
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "entry_not_found");
        await ProblemAssert.IsAsync(wrong, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Run_IsEnteredWhenItIsAnsweredOrEndedAndNotWhenThatIsRefused()
    {
        var workflows = new WorkflowClient(_client);
        string id = (await workflows.RunAsync(WorkflowClient.Short)).GetProperty("execution_id").GetString()!;

        using HttpResponseMessage refused = await workflows.PostAsync(
            $"/api/executions/{id}/stages/review/approve", new { item_key = "none" });
        using HttpResponseMessage answered = await workflows.PostAsync(
            $"/api/executions/{id}/stages/review/reject", new { comment = "No contact. <script>alert(1)</script>" });
        using HttpResponseMessage late = await workflows.PostAsync($"/api/executions/{id}/stages/review/approve");
        JsonElement entered = Assert.Single(await ListAsync($"subject=executions/{id}"));

        Assert.False(refused.IsSuccessStatusCode);
        Assert.True(answered.IsSuccessStatusCode);
        Assert.False(late.IsSuccessStatusCode);
        Assert.Equal(
            ("stage.rejected", "review", "operator", "No contact. <script>alert(1)</script>"),
            (Text(entered, "action"), Text(entered, "detail"), Text(entered, "actor"), Text(entered, "why")));
    }

    [Theory]
    [InlineData("POST", "/api/ops/jobs/prune/run", "job.requested", "jobs/prune")]
    [InlineData("DELETE", "/api/users/somebody-to-erase", "user.erased", "users")]
    public async Task Operation_IsEntered(string method, string path, string action, string subject)
    {
        using HttpClient trusted = host.ClientFor(AuditHost.Trusted);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage done = await trusted.SendAsync(request, Cancel);

        JsonElement[] entered = await ListAsync($"action={action}");

        Assert.True(done.IsSuccessStatusCode, $"{(int)done.StatusCode}");
        Assert.Contains(entered, item => (Text(item, "subject"), Text(item, "actor")) == (subject, AuditHost.Trusted));
        Assert.DoesNotContain(entered, item => item.ToString().Contains("somebody-to-erase", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erasure_ByAKeyThatIsNotTrusted_IsRefusedAndNotEntered()
    {
        using HttpResponseMessage refused = await _client.DeleteAsync("/api/users/somebody-else", Cancel);

        await ProblemAssert.IsAsync(refused, HttpStatusCode.Forbidden, "forbidden");
        Assert.Empty(await ListAsync("action=user.erased&actor=operator"));
    }

    [Fact]
    public async Task Key_IsEnteredWithoutTheKey()
    {
        string name = ApiHost.NewName();
        using HttpResponseMessage created = await _client.PostAsJsonAsync(
            "/api/keys",
            new { name, role = "editor", namespaces = new[] { "legal" }, requests_per_minute = 30, why = "New partner." },
            Cancel);
        string key = Text(await ApiHost.ReadAsync(created), "key")!;
        await _client.PostAsJsonAsync($"/api/keys/{name}/rotate", new { overlap_seconds = 60 }, Cancel);
        await _client.PostAsJsonAsync($"/api/keys/{name}/revoke", new { why = "Partner left." }, Cancel);

        JsonElement[] items = await ListAsync($"subject=keys/{name}");

        Assert.Equal(["key.revoked", "key.rotated", "key.created"], items.Select(item => Text(item, "action")));
        Assert.Equal(("editor, legal, 30 requests a minute", "New partner."), (Text(items[2], "to"), Text(items[2], "why")));
        Assert.DoesNotContain(items, item => item.ToString().Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("cursor=abc")]
    [InlineData("actor=%00")]
    [InlineData("subject=a%00b")]
    [InlineData("action=%00")]
    [InlineData("since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z")]
    public async Task List_WhenAQuestionIsWrong_IsRefused(string query)
    {
        using HttpResponseMessage response = await _client.GetAsync($"/api/audit?{query}", Cancel);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    private async Task<JsonElement[]> ListAsync(string query)
    {
        JsonElement list = await _client.GetFromJsonAsync<JsonElement>($"/api/audit?{query}", Cancel);
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();
}

/// <summary>With one more key, which may act for others.</summary>
public sealed class AuditHost : GuardedHost
{
    public const string Trusted = "trusted";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        string key = $"PromptIntel:Auth:ApiKeys:{Roles.Length}";
        builder.UseSetting($"{key}:Name", Trusted);
        builder.UseSetting($"{key}:Role", "operator");
        builder.UseSetting($"{key}:Trusted", "true");
        builder.UseSetting($"{key}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(Trusted)))));
    }
}
