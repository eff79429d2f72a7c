using PromptIntel.Cli.Invocation;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class ProfileTests(SharedApi shared)
{
    [Fact]
    public async Task Login_KeepsAKeyThatTheServerTakes_ForItsOwnerOnly_AndSendsItToNobodyElse()
    {
        await using RunningApi api = await RunningApi.CreateAsync("reader", "editor");
        await using RunningApi other = await RunningApi.CreateAsync("reader");
        using var program = new CommandLineProgram(api);
        program.Environment.Remove("PROMPTINTEL_SERVER");
        string address = api.Address.ToString();

        Ended wrong = await program.RunWithAsync("wrong\n", "login", address);
        Assert.Equal(ExitCode.NotAllowed, wrong.ExitCode);
        Assert.False(File.Exists(program.ProfilePath));

        Assert.Equal(0, (await program.RunWithAsync(RunningApi.KeyOf("reader") + "\n", "login", address)).ExitCode);
        Assert.Equal(0, (await program.RunWithAsync(RunningApi.KeyOf("editor") + "\n", "login", address, "--name", "edit")).ExitCode);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(program.ProfilePath));
        }

        string profiles = await program.ExpectAsync(ExitCode.Done, "profiles");
        Assert.Contains("*\tedit\t", profiles, StringComparison.Ordinal);
        Assert.DoesNotContain("key-of", profiles, StringComparison.Ordinal);
        await program.ExpectAsync(ExitCode.Done, "list");
        // Both have a key of this text: had it been sent, it would have been taken.
        await program.ExpectAsync(ExitCode.NotAllowed, "list", "--profile", "default", "--server", other.Address.ToString());
        await program.ExpectAsync(
            ExitCode.NotAllowed, "promote", "commands/summarise_meeting@1", "--to", "staging", "--profile", "default");
        await program.ExpectAsync(ExitCode.Done, "profiles", "--remove", "edit");
        await program.ExpectAsync(ExitCode.WrongUsage, "list", "--profile", "edit");
    }

    [Fact]
    public async Task ProfileFile_ThatOthersMayRead_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes");
            return;
        }

        using var program = new CommandLineProgram(shared.Api);
        await program.ExpectAsync(ExitCode.Done, "login", shared.Api.Address.ToString());
        File.SetUnixFileMode(program.ProfilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Ended refused = await program.RunAsync("list");

        Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
        Assert.Contains("chmod 600", refused.Errors, StringComparison.Ordinal);
    }
}
