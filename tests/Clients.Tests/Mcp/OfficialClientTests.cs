using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Mcp;

/// <summary>The Model Context Protocol by its official TypeScript client: over HTTP, and over the command line's standard input.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class OfficialClientTests
{
    [Fact]
    public async Task TypeScriptClient_DoesEverythingOverBothTransports()
    {
        using var project = await NodeProject.InstallAsync(Path.Combine(SourceTree.Root, "tests", "clients", "mcp"));
        await using RunningApi api = await RunningApi.CreateAsync("publisher", "reader");

        Ended ended = await project.RunAsync("node", ["--test"], new Dictionary<string, string?>
        {
            ["ADDRESS"] = api.Address.ToString(),
            ["PUBLISHER_KEY"] = RunningApi.KeyOf("publisher"),
            ["READER_KEY"] = RunningApi.KeyOf("reader"),
            ["COMMAND_LINE"] = Programs.PathOf("PromptIntel.Cli"),
            ["QUESTIONNAIRE"] = ExecutionsClientTests.Questionnaire,
        });

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("# fail 0", ended.Output, StringComparison.Ordinal);
        Assert.Contains("# pass 18", ended.Output, StringComparison.Ordinal);
    }
}
