namespace PromptIntel.Clients.Tests.Dotnet;

public sealed class SampleTests(SharedApi shared)
{
    [Fact]
    public async Task Sample_RunsAgainstARealApi()
    {
        Ended ended = await Programs.RunAsync(
            "dotnet",
            [Programs.PathOf("PromptIntel.Client.Sample")],
            new Dictionary<string, string?> { ["services__api__http__0"] = shared.Api.Address.ToString() });

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.StartsWith("commands/summarise_meeting@", ended.Output, StringComparison.Ordinal);
        Assert.Contains("stage.succeeded draft", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("execution.waiting \n", ended.Output, StringComparison.Ordinal);
    }
}
