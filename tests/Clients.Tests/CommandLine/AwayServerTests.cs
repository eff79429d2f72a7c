using System.Diagnostics;

using PromptIntel.Cli.Invocation;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>What answers is not PromptIntel, or does not answer at all.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class AwayServerTests(SharedApi shared)
{
    [Theory]
    [InlineData(ExitCode.Unavailable, "list")]
    [InlineData(ExitCode.Unavailable, "get", "commands/summarise_meeting")]
    [InlineData(ExitCode.Unavailable, "run", "questionnaire_to_contract", "--set", "text=x")]
    [InlineData(ExitCode.Unavailable, "sync", "dir", "--yes")]
    [InlineData(ExitCode.Unavailable, "approve")]
    [InlineData(ExitCode.Failed, "doctor")]
    public async Task APageInsteadOfAnAnswer_IsSaid(int exitCode, params string[] arguments)
    {
        await using ForeignServer server = await ForeignServer.WithAPageAsync();
        using var program = new CommandLineProgram(shared.Api);

        Ended ended = await program.RunAsync([.. arguments, "--server", server.Address]);

        Assert.True(ended.ExitCode == exitCode, ended.ToString());
        Assert.DoesNotContain("   at ", ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.Contains("text/html", ended.Output + ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_DoesNotWaitLongForAServerThatSaysNothing()
    {
        await using ForeignServer server = await ForeignServer.ThatSaysNothingAsync();
        using var program = new CommandLineProgram(shared.Api);
        long began = Stopwatch.GetTimestamp();

        Ended ended = await program.RunAsync("doctor", "--server", server.Address);

        Assert.True(ended.ExitCode == ExitCode.Unavailable, ended.ToString());
        Assert.Contains("FAIL server", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output + ended.Errors, StringComparison.Ordinal);
        // One attempt of 5 s; a command's own patience would be 90 s, four times.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(60));
    }
}
