using System.Text.Json;

using PromptIntel.Clients.Tests.CommandLine;
using PromptIntel.Clients.Tests.Mcp;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Library;

/// <summary>
/// What a new user does: a library of Prompty files is imported by one command and read by clients of other tools, one prompt is improved,
/// and everybody has it.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class ImportedLibraryTests
{
    private static readonly string[] Folders = ["support", "sales", "research", "legal", "travel"];

    [Fact]
    public async Task PromptyFiles_ImportedByOneCommand_AreReadByOfficialClientsThatGetAnImprovementAtOnce()
    {
        using var project = await NodeProject.InstallAsync(Path.Combine(SourceTree.Root, "tests", "clients", "library"));
        await using RunningApi api = await RunningApi.CreateAsync("publisher", "reader");
        using var program = new CommandLineProgram(api);
        program.Environment["PROMPTINTEL_KEY"] = RunningApi.KeyOf("publisher");
        string[] names = [.. Enumerable.Range(0, 50).Select(number => WriteFile(program, number))];

        Ended imported = await program.RunAsync("import", "library");
        Ended read = await project.RunAsync("node", ["--test"], new Dictionary<string, string?>
        {
            ["ADDRESS"] = api.Address.ToString(),
            ["PUBLISHER_KEY"] = RunningApi.KeyOf("publisher"),
            ["READER_KEY"] = RunningApi.KeyOf("reader"),
            ["COMMAND_LINE"] = Programs.PathOf("PromptIntel.Cli"),
            ["NAMES"] = JsonSerializer.Serialize(names),
        });
        Ended again = await program.RunAsync("import", "library");

        Assert.True(imported.ExitCode == 0, imported.ToString());
        Assert.Contains("50 files: 50 created, 0 updated, 0 unchanged, 0 refused", imported.ToString(), StringComparison.Ordinal);
        Assert.True(read.ExitCode == 0, read.ToString());
        Assert.Contains("# pass 1", read.Output, StringComparison.Ordinal);
        Assert.Contains("50 files: 0 created, 0 updated, 50 unchanged, 0 refused", again.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Both versions of the format by turns, a folder for each subject; the first one is improved.</summary>
    /// <returns>What the entry is called.</returns>
    private static string WriteFile(CommandLineProgram program, int number)
    {
        string name = number == 0 ? "support/refund" : $"{Folders[number % Folders.Length]}/prompt_{number}";
        string head = number % 2 == 0
            ? """
              model:
                api: chat
                configuration: { type: openai, name: gpt-4o }
                parameters: { max_tokens: 300, temperature: 0.2 }
              sample:
                question: Where is it?
              """
            : """
              model:
                id: gpt-4o
                provider: openai
                options: { temperature: 0.2 }
              inputs:
                question: { type: string, description: As it was asked. }
              """;
        program.Write($"library/{name}.prompty", $$$"""
            ---
            name: {{{Path.GetFileName(name)}}}
            description: Answers question number {{{number}}} of a customer.
            authors: [ann]
            {{{head}}}
            ---
            system:
            Answer politely, as number {{{number}}} of the library does.

            user:
            {{question}}
            """);
        return name;
    }
}
