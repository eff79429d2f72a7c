using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;
using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class ApproveCommandTests(SharedApi shared)
{
    private readonly string _name = $"t{Guid.CreateVersion7():N}";

    [Fact]
    public async Task Item_OfAStageThatRepeats_IsAnsweredByItsKey()
    {
        await CreateWorkflowAsync(shared.Api);
        using var program = new CommandLineProgram(shared.Api);
        string id = await RunAsync(program, 2);

        Ended unclear = await program.RunAsync("approve", id);
        await program.ExpectAsync(ExitCode.WrongUsage, "approve", id, "--item", "none");
        string[] keys = await KeysAsync(program, id);
        await program.ExpectAsync(ExitCode.Done, "approve", id, "--item", keys[1]);

        Assert.Equal(ExitCode.WrongUsage, unclear.ExitCode);
        Assert.Contains($"--item: {keys[0]}, {keys[1]}", unclear.Errors, StringComparison.Ordinal);
        Assert.Equal(keys[0], Assert.Single(await KeysAsync(program, id)));
    }

    [Fact]
    public async Task List_HasAllThatWaits_OverEveryPage()
    {
        // One of its own: what waits here would be in everybody's list.
        await using RunningApi api = await RunningApi.CreateAsync();
        await CreateWorkflowAsync(api);
        using var program = new CommandLineProgram(api);
        string first = await RunAsync(program, 300);
        string second = await RunAsync(program, 300);

        Assert.Equal(300, (await KeysAsync(program, first)).Length);
        Assert.Equal(300, (await KeysAsync(program, second)).Length);
    }

    private static async Task<string[]> KeysAsync(CommandLineProgram program, string id) =>
    [
        .. (await program.ExpectAsync(ExitCode.Done, "approve")).Split('\n')
            .Select(line => line.Split('\t')).Where(fields => fields[0] == id).Select(fields => fields[2].Split('#')[1]).Order(),
    ];

    private async Task<string> RunAsync(CommandLineProgram program, int count)
    {
        program.Write("input.json", JsonSerializer.Serialize(new { rows = Enumerable.Range(1, count).Select(row => $"row {row}") }));
        JsonElement run = await program.JsonAsync(ExitCode.Waiting, "run", _name, "--input", "input.json");
        return run.GetProperty("execution").GetProperty("id").GetString()!;
    }

    /// <summary>Asks a person about every row.</summary>
    private async Task CreateWorkflowAsync(RunningApi api)
    {
        await using var app = new ClientHost(api);
        await CreateAsync(app, "components", $"{_name}_ask", "operation", "kind: operation\ndescription: Asks somebody.\ntype: approval\n");
        await CreateAsync(
            app, "workflows", _name, "recipe",
            $$"""
            kind: recipe
            description: Asks about every row.
            input_schema: { type: object, properties: { rows: { type: array, items: { type: string } } } }
            stages:
              - { id: each, uses: {{_name}}_ask, for_each: { items: "${input.rows}", max_parallel: 64 }, with: { summary: "${item}" } }
            output: { all: "${stages.each.output}" }
            """);
    }

    private static Task<EntryState> CreateAsync(ClientHost app, string space, string name, string kind, string content) =>
        app.Client.Prompts.CreateAsync(
            new NewEntry(space, name, content) { Kind = kind }, TestContext.Current.CancellationToken);
}
