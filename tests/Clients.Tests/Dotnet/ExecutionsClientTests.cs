using System.Text;
using System.Text.Json;

using PromptIntel.Client;
using PromptIntel.Client.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Dotnet;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class ExecutionsClientTests(SharedApi shared)
{
    private const string Workflow = "questionnaire_to_contract";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Complete, so that nobody is asked.</summary>
    internal static string Questionnaire { get; } = JsonElement.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "requests", "execute.json")))
        .GetProperty("input_data").GetProperty("questionnaire_text").GetString()!;

    [Fact]
    public async Task Execute_GivesOutputAndArtifacts()
    {
        await using var app = new ClientHost(shared.Api);

        RunAnswer run = await app.Client.Executions.ExecuteAsync(new(Workflow, new { questionnaire_text = Questionnaire }), Token);

        Assert.Equal(("success", 9), (run.Status, run.StagesCompleted));
        Assert.Equal("Harbour Rowing League", run.Output!.Value.GetProperty("league_name").GetString());
        await using Stream contract = await app.Client.Executions.GetArtifactAsync(run.ExecutionId, "contract.html", Token);
        Assert.Contains("Harbour Rowing League", await new StreamReader(contract).ReadToEndAsync(Token), StringComparison.Ordinal);
        Assert.Equal("intake", (await app.Client.Executions.GetAsync(run.ExecutionId, Token)).Stages[0].Name);
    }

    [Fact]
    public async Task Execute_WithAMisspeltField_NamesIt()
    {
        await using var app = new ClientHost(shared.Api);

        var refused = await Assert.ThrowsAsync<PromptIntelException>(() =>
            app.Client.Executions.ExecuteAsync(new(Workflow, new { text = "x" }), Token));

        Assert.Contains(refused.Errors.Keys, field => field.EndsWith(".text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_GoOnWhereTheyWereWhenTheServerIsKilledMeanwhile()
    {
        await using RunningApi api = await RunningApi.CreateAsync();
        await using var app = new ClientHost(api);
        RunAnswer run = await app.Client.Executions.StartAsync(
            new(Workflow, new { questionnaire_text = Questionnaire }) { StageDelayMs = 200 }, Token);
        var events = new List<RunEvent>();

        await foreach (RunEvent happened in app.Client.Executions.FollowAsync(run.ExecutionId, Token))
        {
            events.Add(happened);

            if (events.Count == 6)
            {
                await api.KillAsync();
                await api.StartAsync();
            }
        }

        Assert.Equal("execution.succeeded", events[^1].Type);
        long[] kept = [.. events.Where(item => item.Seq > 0).Select(item => item.Seq)];
        Assert.Equal(Enumerable.Range(1, kept.Length).Select(seq => (long)seq), kept);
        Assert.Equal(9, events.Count(item => item.Type == "stage.succeeded"));
    }

    [Fact]
    public async Task WhatWaits_IsListedAndAnswered()
    {
        await using var app = new ClientHost(shared.Api);
        RunAnswer run = await app.Client.Executions.ExecuteAsync(
            new(Workflow, new { questionnaire_text = "League: Pier League" }), Token);
        Assert.Equal("waiting", run.Status);

        Approval approval = Assert.Single(
            (await app.Client.Executions.ListApprovalsAsync(executionId: run.ExecutionId, cancellationToken: Token)).Items);
        await app.Client.Executions.AnswerAsync(
            run.ExecutionId,
            approval.Stage,
            new(true) { Comment = "Fine.", Values = new { remarks = new[] { "Address on file." } } }, Token);
        var second = await Assert.ThrowsAsync<PromptIntelException>(() =>
            app.Client.Executions.AnswerAsync(run.ExecutionId, approval.Stage, new(false), Token));

        Assert.Equal("wrong_state", second.Code);
        RunEvent last = await app.Client.Executions.FollowAsync(run.ExecutionId, Token).LastAsync(Token);
        Assert.Equal("execution.succeeded", last.Type);
    }

    [Fact]
    public async Task Batch_IsUploadedFollowedAndItsResultsRead()
    {
        await using var app = new ClientHost(shared.Api);
        string line = JsonSerializer.Serialize(new { questionnaire_text = Questionnaire });
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes($"{line}\n{{\"questionnaire_text\": \" \"}}\n"));

        Batch batch = await app.Client.Batches.UploadAsync(new(Workflow), lines, "application/x-ndjson", Token);
        RunEvent last = await app.Client.Batches.FollowAsync(batch.Id, Token).LastAsync(Token);
        batch = await app.Client.Batches.GetAsync(batch.Id, Token);

        Assert.Equal("batch.ended", last.Type);
        Assert.Equal((2, 1, 1), (batch.Total, batch.Counts.Succeeded, batch.Counts.Failed));
        await using Stream results = await app.Client.Batches.GetResultsAsync(batch.Id, cancellationToken: Token);
        string[] items = (await new StreamReader(results).ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, items.Length);
        Assert.Contains("text_empty", items[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_OfAFewInputs_IsAnsweredWithItsResults()
    {
        await using var app = new ClientHost(shared.Api);

        BatchAnswer answer = await app.Client.Batches.ExecuteAsync(
            new(Workflow), [new { questionnaire_text = Questionnaire }, new { questionnaire_text = " " }], Token);

        Assert.Equal(("partial", 1, 1), (answer.Status, answer.Succeeded, answer.Failed));
    }

    [Fact]
    public async Task WrongKey_IsSaid_AndARoleThatIsNotEnough()
    {
        await using RunningApi api = await RunningApi.CreateAsync("reader");
        await using var nobody = new ClientHost(api, "wrong");
        await using var reader = new ClientHost(api, RunningApi.KeyOf("reader"));

        var unknown = await Assert.ThrowsAsync<PromptIntelException>(() => nobody.Client.Prompts.ListAsync(cancellationToken: Token));
        var forbidden = await Assert.ThrowsAsync<PromptIntelException>(() => reader.CreatePromptAsync());

        Assert.Equal(("unauthorized", "forbidden"), (unknown.Code, forbidden.Code));
        Assert.True((await reader.Client.Prompts.ListAsync(cancellationToken: Token)).Entries.Count > 200);
    }
}
