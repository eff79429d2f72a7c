using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Models;

/// <summary><c>apply_suggestions</c>: a model proposes, a person promotes.</summary>
public class RewriteTests : IClassFixture<ModelHost>
{
    private const string Rewriter = "rewrite_prompt_with_suggestions";

    private readonly ModelHost _host;
    private readonly WorkflowClient _client;

    public RewriteTests(ModelHost host)
    {
        _host = host;
        _client = new WorkflowClient(host.CreateClient());
        host.Stub.Forget();
    }

    [Fact]
    public async Task Update_WhenSuggestionsAreApplied_MakesACandidateThatAPersonPromotes()
    {
        string name = await ApiHost.CreatePromptAsync(_client.Http);
        Rewrite(text => text.Replace("Hello", "Good day", StringComparison.Ordinal));

        using HttpResponseMessage update = await ApplyAsync(name, "Be more formal");
        JsonElement before = await PromptAsync(name);
        using HttpResponseMessage promoted = await _client.Http.PutAsJsonAsync(
            $"/api/prompts/general/{name}/labels/production", new { version = 2 }, TestContext.Current.CancellationToken);
        JsonElement after = await PromptAsync(name);

        JsonElement answer = await ApiHost.ReadAsync(update);
        Assert.Equal(("success", 2, 1), (
            answer.GetProperty("status").GetString(),
            answer.GetProperty("version").GetInt32(),
            answer.GetProperty("suggestions_count").GetInt32()));
        Assert.Equal(1, before.GetProperty("version").GetInt32());
        Assert.Equal(2, (await PromptAsync(name, "?label=candidate")).GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.OK, promoted.StatusCode);
        Assert.Contains("Good day {{name}}", after.ToString(), StringComparison.Ordinal);
        JsonElement versions = await _client.GetAsync($"/api/prompts/general/{name}/versions");
        Assert.Equal("Greets formally", versions.GetProperty("items")[0].GetProperty("change_note").GetString());
    }

    [Fact]
    public async Task Update_WhenSuggestionsAreApplied_AsksByTheCatalogsPromptAndRecordsTheCall()
    {
        string name = await ApiHost.CreatePromptAsync(_client.Http);
        using HttpResponseMessage open = await _client.PostAsync($"/api/prompts/general/{name}/suggestions", new { text = "Name the day" });
        string marker = $"Keep it short, {Guid.CreateVersion7()}.";
        JsonElement rewriter = await PromptAsync(Rewriter);
        string improved = (await _client.Http.GetStringAsync(
            $"/api/prompts/general/{Rewriter}?format=markdown",
            TestContext.Current.CancellationToken)).Replace("You edit prompts", $"{marker} You edit prompts", StringComparison.Ordinal);
        using HttpResponseMessage improvement = await _client.PostAsync(
            "/api/prompts/update", new { @namespace = "general", name = Rewriter, content = improved });
        Rewrite(text => text);

        using HttpResponseMessage update = await ApplyAsync(name, "Be kinder");

        Assert.Equal(HttpStatusCode.OK, improvement.StatusCode);
        Assert.Equal(HttpStatusCode.OK, update.StatusCode);
        ModelQuestion question = Assert.Single(_host.Stub.Questions);
        Assert.Contains(marker, question.Said("system"), StringComparison.Ordinal);
        Assert.All(
            ["Name the day", "Be kinder", "Hello {{name}}"],
            text => Assert.Contains(text, question.Said("user"), StringComparison.Ordinal));
        JsonElement runs = await _client.GetAsync($"/api/executions?workflow={Rewriter}&limit=1");
        Assert.Equal(rewriter.GetProperty("version").GetInt32() + 1, runs.GetProperty("items")[0].GetProperty("version").GetInt32());
        Assert.Equal(SchemaModel.InputTokens, runs.GetProperty("items")[0].GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task Update_WhenTheRewrittenTextIsNoPrompt_Is422AndWritesNothing()
    {
        string name = await ApiHost.CreatePromptAsync(_client.Http);
        Rewrite(text => text.Replace("{{name}}", "{{#if name}}", StringComparison.Ordinal));

        using HttpResponseMessage update = await ApplyAsync(name, "Be brief");

        await ProblemAssert.IsAsync(update, HttpStatusCode.UnprocessableEntity, "invalid_content");
        Assert.Equal(1, (await PromptAsync(name)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Update_WhenTheModelFails_Is502AndNamesTheExecution()
    {
        string name = await ApiHost.CreatePromptAsync(_client.Http);
        _host.Stub.Script = _ => Results.StatusCode(StatusCodes.Status400BadRequest);

        using HttpResponseMessage update = await ApplyAsync(name, "Be brief");

        JsonElement problem = await ProblemAssert.IsAsync(update, HttpStatusCode.BadGateway, "model_failed");
        Assert.Contains("model_refused", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("/api/executions/", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await PromptAsync(name)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Update_WhenTheVersionIsOldOrThereIsNothingToApply_AsksNoModel()
    {
        string name = await ApiHost.CreatePromptAsync(_client.Http);

        using HttpResponseMessage old = await _client.PostAsync(
            "/api/prompts/update",
            new { @namespace = "general", name, suggestions = new[] { "x" }, apply_suggestions = true, expected_version = 7 });
        using HttpResponseMessage nothing = await _client.PostAsync(
            "/api/prompts/update", new { @namespace = "general", name, apply_suggestions = true });
        using HttpResponseMessage labelled = await _client.PostAsync(
            "/api/prompts/update",
            new { @namespace = "general", name, suggestions = new[] { "x" }, apply_suggestions = true, labels = new[] { "production" } });

        await ProblemAssert.IsAsync(old, HttpStatusCode.Conflict, "version_conflict");
        await ProblemAssert.IsAsync(nothing, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(labelled, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Empty(_host.Stub.Questions);
    }

    /// <summary>Has the model answer with what a function makes of the prompt it was shown.</summary>
    private void Rewrite(Func<string, string> edit) => _host.Stub.Script = question =>
    {
        string said = question.Said("user");
        int start = said.IndexOf("<prompt>\n", StringComparison.Ordinal) + "<prompt>\n".Length;
        string text = said[start..said.IndexOf("\n</prompt>", StringComparison.Ordinal)];
        return SchemaModel.Answer(JsonSerializer.Serialize(
            new { rewritten = edit(text), applied = new[] { 0 }, not_applied = Array.Empty<object>(), change_note = "Greets formally" }));
    };

    private Task<HttpResponseMessage> ApplyAsync(string name, string suggestion) =>
        _client.PostAsync(
            "/api/prompts/update", new { @namespace = "general", name, suggestions = new[] { suggestion }, apply_suggestions = true });

    private Task<JsonElement> PromptAsync(string name, string query = "") => _client.GetAsync($"/api/prompts/general/{name}{query}");
}
