using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class RunCommandTests(SharedApi shared)
{
    private const string Workflow = "questionnaire_to_contract";

    [Fact]
    public async Task Run_TellsOfItsStages_AndPrintsTheOutputAlone()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write("questionnaire.txt", ExecutionsClientTests.Questionnaire);

        Ended run = await program.RunAsync("run", Workflow, "--set", "questionnaire_text=@questionnaire.txt", "--artifacts", "documents");

        Assert.True(run.ExitCode == ExitCode.Done, run.ToString());
        Assert.Equal("Harbour Rowing League", JsonElement.Parse(run.Output).GetProperty("league_name").GetString());
        Assert.Equal(9, run.Errors.Split('\n').Count(line => line.StartsWith("stage.succeeded ", StringComparison.Ordinal)));
        Assert.DoesNotContain(CommandLineProgram.Escape, run.Output + run.Errors);
        string contract = await File.ReadAllTextAsync(
            Path.Combine(program.WorkingDirectory, "documents", "contract.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Harbour Rowing League", contract, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatWaits_IsApproved()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write("input.json", """{"questionnaire_text": "League: Pier League"}""");

        JsonElement waiting = await program.JsonAsync(ExitCode.Waiting, "run", Workflow, "--input", "input.json");
        string id = waiting.GetProperty("execution").GetProperty("id").GetString()!;
        string list = await program.ExpectAsync(ExitCode.Done, "approve");
        JsonElement answered = await program.JsonAsync(
            ExitCode.Done, "approve", id, "-m", "We know them.", "--set", """remarks:=["Address on file."]""");
        await program.ExpectAsync(ExitCode.WrongUsage, "approve", id);

        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.NotEqual("waiting", answered.GetProperty("status").GetString());
        Assert.Contains(id, await program.ExpectAsync(ExitCode.Done, "runs", "--limit", "100"), StringComparison.Ordinal);
        Assert.Contains("review\t", await program.ExpectAsync(ExitCode.Done, "runs", id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFails_SaysWhereAndWhy()
    {
        using var program = new CommandLineProgram(shared.Api);

        Ended run = await program.RunAsync("run", Workflow, "--set", "questionnaire_text= ");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("failed in intake: text_empty", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAPrompt_IsRunAsAWorkflowIs()
    {
        using var program = new CommandLineProgram(shared.Api);

        Ended run = await program.RunAsync(
            "run", "workflows/extract_questionnaire", "--set", "questionnaire_text=League: Pier League. Teams: 12", "--no-wait");

        Assert.True(run.ExitCode == ExitCode.Done, run.ToString());
        Assert.True(Guid.TryParse(run.Output.Trim(), out _), run.Output);
    }

    [Fact]
    public async Task Batch_EndsWithItsCounts_AndWritesTheResults()
    {
        using var program = new CommandLineProgram(shared.Api);
        string good = JsonSerializer.Serialize(new { questionnaire_text = ExecutionsClientTests.Questionnaire });
        program.Write("inputs.jsonl", $"{good}\n{{\"questionnaire_text\": \" \"}}\n");

        JsonElement batch = await program.JsonAsync(
            ExitCode.Failed, "batch", Workflow, "inputs.jsonl", "--parallel", "2", "--results", "results.jsonl");

        Assert.Equal(1, batch.GetProperty("counts").GetProperty("succeeded").GetInt32());
        string[] results = await File.ReadAllLinesAsync(
            Path.Combine(program.WorkingDirectory, "results.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(2, results.Length);
        Assert.Contains("text_empty", results[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_WithALineThatIsNoInput_RunsNothingAndNamesIt()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write("inputs.jsonl", "{\"text\": \"x\"}\n");

        Ended refused = await program.RunAsync("batch", Workflow, "inputs.jsonl");

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("lines[1].text", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch", Workflow, "inputs.jsonl", "--results", "missing/results.jsonl")]
    [InlineData("batch", Workflow, "inputs.jsonl", "--results", "folder")]
    [InlineData("run", Workflow, "--set", "questionnaire_text=x", "--artifacts", "inputs.jsonl")]
    [InlineData("export", "--output", "missing/all.jsonl")]
    public async Task Output_ThatCannotBeWritten_IsSaidBeforeAnythingIsSent(params string[] arguments)
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write("inputs.jsonl", "{\"questionnaire_text\": \"x\"}\n");
        program.Write("folder/file", "");

        // Nobody is there to be sent anything, which would be said first.
        await program.ExpectAsync(ExitCode.WrongUsage, [.. arguments, "--server", "http://127.0.0.1:9"]);
    }

    [Fact]
    public async Task Batch_ThatIsRefused_LeavesEarlierResultsAsTheyWere()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write("inputs.jsonl", "{\"text\": \"x\"}\n");
        string results = program.Write("results.jsonl", "earlier\n");

        await program.ExpectAsync(ExitCode.Refused, "batch", Workflow, "inputs.jsonl", "--results", "results.jsonl");

        Assert.Equal("earlier\n", await File.ReadAllTextAsync(results, TestContext.Current.CancellationToken));
        Assert.False(File.Exists($"{results}.part"));
    }
}
