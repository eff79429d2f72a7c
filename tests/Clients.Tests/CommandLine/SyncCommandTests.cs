using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;
using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>A directory and a real Api, both changed.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class SyncCommandTests(SharedApi shared)
{
    private readonly string _space = $"t{Guid.CreateVersion7():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sync_CarriesBothSidesChanges_AndUndoesNone()
    {
        await using var app = new ClientHost(shared.Api);
        using var program = new CommandLineProgram(shared.Api);
        await WriteServerAsync(app, "theirs", "Theirs 1");
        await WriteServerAsync(app, "both", "Both 1");
        program.Write($"dir/{_space}/ours.md", "Ours 1");

        string plan = await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", _space);
        Assert.Equal(["create", "pull", "pull"], plan.TrimEnd().Split('\n').Select(line => line.Split('\t')[0]).Order());
        Assert.False(Directory.Exists(Path.Combine(program.WorkingDirectory, "dir", _space, "theirs.md")));

        await SyncAsync(program, ExitCode.Done);
        Assert.Contains("Theirs 1", Read(program, "theirs"), StringComparison.Ordinal);
        Assert.Contains("Ours 1", await ReadServerAsync(app, "ours"), StringComparison.Ordinal);
        Assert.Empty(await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", _space, "--yes"));

        program.Write($"dir/{_space}/ours.md", "Ours 2");
        await WriteServerAsync(app, "theirs", "Theirs 2");
        program.Write($"dir/{_space}/both.md", "Both ours");
        await WriteServerAsync(app, "both", "Both theirs");
        await SyncAsync(program, ExitCode.Conflict);

        Assert.Contains("Ours 2", await ReadServerAsync(app, "ours"), StringComparison.Ordinal);
        Assert.Contains("Theirs 2", Read(program, "theirs"), StringComparison.Ordinal);
        Assert.Equal("Both ours", Read(program, "both"));
        Assert.Contains("Both theirs", await ReadServerAsync(app, "both"), StringComparison.Ordinal);

        await SyncAsync(program, ExitCode.Done, "--prefer", "local");
        Assert.Contains("Both ours", await ReadServerAsync(app, "both"), StringComparison.Ordinal);
        Assert.Equal(3, (await app.Client.Prompts.GetAsync(new PromptReference(_space, "both"), Token)).Version);
        Assert.Empty(await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", _space, "--yes"));
    }

    [Fact]
    public async Task Removal_IsLeftUntilItIsAllowed()
    {
        await using var app = new ClientHost(shared.Api);
        using var program = new CommandLineProgram(shared.Api);
        await WriteServerAsync(app, "one", "One");
        await WriteServerAsync(app, "two", "Two");
        await SyncAsync(program, ExitCode.Done);

        File.Delete(PathOf(program, "one"));
        await app.Client.Prompts.ArchiveAsync(new PromptReference(_space, "two"), Token);
        await SyncAsync(program, ExitCode.Done);
        Assert.Contains("One", await ReadServerAsync(app, "one"), StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf(program, "two")));

        await SyncAsync(program, ExitCode.Done, "--delete");
        Assert.False(File.Exists(PathOf(program, "two")));
        await Assert.ThrowsAsync<PromptIntelException>(() => ReadServerAsync(app, "one"));
        Assert.Empty(await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", _space, "--yes"));
    }

    [Fact]
    public async Task FileThatIsRefused_StopsNoOther_AndIsTriedAgain()
    {
        await using var app = new ClientHost(shared.Api);
        using var program = new CommandLineProgram(shared.Api);
        program.Write($"dir/{_space}/broken.md", "---\ntpye: text\n---\nHello\n");
        program.Write($"dir/{_space}/whole.md", "Hello {{name}}\n");

        JsonElement first = await program.JsonAsync(ExitCode.Refused, "sync", "dir", "-n", _space, "--yes");
        program.Write($"dir/{_space}/broken.md", "---\ntype: text\n---\nHello\n");
        await SyncAsync(program, ExitCode.Done);

        Assert.Contains("tpye", first.GetProperty("results")[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Hello {{name}}", await ReadServerAsync(app, "whole"), StringComparison.Ordinal);
        Assert.Contains("Hello", await ReadServerAsync(app, "broken"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryKind_GoesRoundWithAllKinds()
    {
        using var program = new CommandLineProgram(shared.Api);

        await program.ExpectAsync(ExitCode.Done, "sync", "all", "--all-kinds", "--yes", "-n", "components");
        string again = await program.ExpectAsync(ExitCode.Done, "sync", "all", "--all-kinds", "--yes", "-n", "components");

        Assert.Empty(again);
        Assert.True(Directory.GetFiles(Path.Combine(program.WorkingDirectory, "all", "components")).Length > 70);
    }

    [Fact]
    public async Task Editor_WhoMayNotPublish_PushesOnce_AndHasItsTextWhenSomebodyPromotesIt()
    {
        await using RunningApi api = await RunningApi.CreateAsync("editor", "publisher");
        await using var publisher = new ClientHost(api, RunningApi.KeyOf("publisher"));
        using var program = new CommandLineProgram(api);
        program.Environment["PROMPTINTEL_KEY"] = RunningApi.KeyOf("editor");
        await WriteServerAsync(publisher, "greet", "Hello");
        await SyncAsync(program, ExitCode.Done);

        program.Write($"dir/{_space}/greet.md", "Good morning");
        await SyncAsync(program, ExitCode.Done);
        Assert.Empty(await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", _space, "--yes"));
        Assert.Contains("Hello", await ReadServerAsync(publisher, "greet"), StringComparison.Ordinal);

        await publisher.Client.Prompts.SetLabelAsync(new PromptReference(_space, "greet"), "production", 2, cancellationToken: Token);
        await SyncAsync(program, ExitCode.Done);
        Assert.Contains("Good morning", Read(program, "greet"), StringComparison.Ordinal);
        PromptReference greet = new(_space, "greet");
        Assert.Equal(2, (await publisher.Client.Prompts.ListVersionsAsync(greet, cancellationToken: Token)).Total);
    }

    [Fact]
    public async Task File_WhoseNameIsNoEntrys_IsNamedAndNothingIsSent()
    {
        using var program = new CommandLineProgram(shared.Api);
        program.Write($"dir/{_space}/greet@1.md", "Hello");

        Ended refused = await program.RunAsync("sync", "dir", "-n", _space, "--yes");

        Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
        Assert.Contains("greet@1.md", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_BelongsToOneServer()
    {
        await using RunningApi other = await RunningApi.CreateAsync();
        using var program = new CommandLineProgram(shared.Api);
        await program.ExpectAsync(ExitCode.Done, "sync", "dir", "-n", "commands", "--yes");

        await program.ExpectAsync(ExitCode.WrongUsage, "sync", "dir", "--server", other.Address.ToString(), "--yes");
    }

    private Task<string> SyncAsync(CommandLineProgram program, int exitCode, params string[] options) =>
        program.ExpectAsync(exitCode, ["sync", "dir", "-n", _space, "--yes", .. options]);

    private string PathOf(CommandLineProgram program, string name) => Path.Combine(program.WorkingDirectory, "dir", _space, $"{name}.md");

    private string Read(CommandLineProgram program, string name) => File.ReadAllText(PathOf(program, name));

    private async Task<string> ReadServerAsync(ClientHost app, string name) =>
        (await app.Client.Prompts.GetTextAsync(new PromptReference(_space, name), Token)).Text;

    private Task<EntryState> WriteServerAsync(ClientHost app, string name, string text) =>
        app.Client.Prompts.PutTextAsync(new PromptReference(_space, name), text, cancellationToken: Token);
}
