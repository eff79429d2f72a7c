using System.ComponentModel;

using PromptIntel.Client.Execution;
using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Streamlit;

/// <summary>The Python client of the analyst's page, by its own tests against a real Api.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class PythonClientTests(SharedApi shared)
{
    [Fact]
    public async Task Client_DoesWhatThePageAsksOfIt()
    {
        Ended ended = await RunAsync(
            shared.Api, "-B", Path.Combine(SourceTree.Root, "tests", "clients", "streamlit", "test_client.py"));

        Assert.True(ended.ExitCode == 0, ended.ToString());
        // Without requests those that need it are skipped, which counts as run.
        Assert.Contains("Ran 22 tests", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send_by_urllib")]
    [InlineData("send_by_requests")]
    public async Task Events_GoOnWhereTheyWereWhenTheServerIsKilledMeanwhile(string send)
    {
        Ended has = await RunAsync(shared.Api, "-B", "-c", "import requests");
        Assert.SkipWhen(send == "send_by_requests" && has.ExitCode != 0, "requests is not installed");
        await using RunningApi api = await RunningApi.CreateAsync();
        await using var app = new ClientHost(api);
        RunAnswer run = await app.Client.Executions.StartAsync(
            new("questionnaire_to_contract", new { questionnaire_text = ExecutionsClientTests.Questionnaire }) { StageDelayMs = 300 },
            TestContext.Current.CancellationToken);

        Task<Ended> following = RunAsync(api, "-B", "-c", $"""
            import sys
            sys.path.insert(0, {System.Text.Json.JsonSerializer.Serialize(Path.Combine(SourceTree.Root, "clients", "streamlit"))})
            import promptintel
            for event in promptintel.PromptIntel(send=promptintel.{send}).events("{run.ExecutionId}"):
                print(event["seq"], event["type"])
            """);
        await app.Client.Executions.FollowAsync(run.ExecutionId, TestContext.Current.CancellationToken).Take(6).LastAsync(
            TestContext.Current.CancellationToken);
        await api.KillAsync();
        await api.StartAsync();
        Ended ended = await following;

        Assert.True(ended.ExitCode == 0, ended.ToString());
        string[] lines = ended.Output.TrimEnd().Split('\n');
        Assert.EndsWith(" execution.succeeded", lines[^1], StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, lines.Length).Select(seq => $"{seq}"), lines.Select(line => line.Split(' ')[0]).Where(seq => seq != "0"));
    }

    private static async Task<Ended> RunAsync(RunningApi api, params string[] arguments)
    {
        try
        {
            return await Programs.RunAsync("python3", arguments, new Dictionary<string, string?>
            {
                ["PROMPTINTEL_SERVER"] = api.Address.ToString(),
                ["PROMPTINTEL_KEY"] = null,
            });
        }
        catch (Win32Exception missing)
        {
            Assert.Skip($"python3 is not installed: {missing.Message}");
            throw;
        }
    }
}
