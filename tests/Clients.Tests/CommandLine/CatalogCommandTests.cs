using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Clients.Tests.Dotnet;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>The real program against a real Api.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class CatalogCommandTests(SharedApi shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExitCode.WrongUsage)]
    [InlineData(ExitCode.WrongUsage, "lst")]
    [InlineData(ExitCode.WrongUsage, "get", "summarise_meeting")]
    [InlineData(ExitCode.WrongUsage, "list", "--server", "nowhere")]
    [InlineData(ExitCode.WrongUsage, "run", "questionnaire_to_contract", "--set", "text")]
    [InlineData(ExitCode.WrongUsage, "run", "questionnaire_to_contract", "--input", "missing.json")]
    [InlineData(ExitCode.WrongUsage, "batch", "questionnaire_to_contract", "missing.jsonl")]
    [InlineData(ExitCode.WrongUsage, "import", "missing.md")]
    [InlineData(ExitCode.Refused, "list", "--kind", "poem")]
    [InlineData(ExitCode.Refused, "run", "questionnaire_to_contract", "--set", "text=x")]
    [InlineData(ExitCode.NotFound, "get", "commands/none_of_this")]
    [InlineData(ExitCode.NotFound, "get", "commands/summarise_meeting@99")]
    [InlineData(ExitCode.NotFound, "run", "none_of_this")]
    [InlineData(ExitCode.Unavailable, "list", "--server", "http://127.0.0.1:9")]
    [InlineData(ExitCode.Unavailable, "doctor", "--server", "http://127.0.0.1:9")]
    [InlineData(ExitCode.Done, "--help")]
    [InlineData(ExitCode.Done, "doctor")]
    public async Task Command_EndsWithItsCode(int exitCode, params string[] arguments)
    {
        using var program = new CommandLineProgram(shared.Api);

        await program.ExpectAsync(exitCode, arguments);
    }

    [Fact]
    public async Task Error_InJson_NamesTheField()
    {
        using var program = new CommandLineProgram(shared.Api);

        Ended refused = await program.RunAsync("run", "questionnaire_to_contract", "--set", "text=x", "--json");

        JsonElement error = JsonElement.Parse(refused.Errors).GetProperty("error");
        Assert.Equal("invalid_input", error.GetProperty("code").GetString());
        Assert.Contains(error.GetProperty("errors").EnumerateObject(), field => field.Name.EndsWith(".text", StringComparison.Ordinal));
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task List_Search_Get_PrintRecordsForPrograms_AndJson()
    {
        using var program = new CommandLineProgram(shared.Api);

        string[] lines = (await program.ExpectAsync(ExitCode.Done, "list", "-n", "commands")).TrimEnd().Split('\n');
        JsonElement list = await program.JsonAsync(ExitCode.Done, "list", "-n", "commands");
        string found = await program.ExpectAsync(ExitCode.Done, "search", "turn meeting notes into actions");
        string text = await program.ExpectAsync(ExitCode.Done, "get", "commands/summarise_meeting");
        JsonElement document = await program.JsonAsync(ExitCode.Done, "get", "commands/summarise_meeting@1");

        Assert.Equal(13, lines.Length);
        Assert.All(lines, line => Assert.Equal(5, line.Split('\t').Length));
        Assert.Equal(13, list.GetProperty("entries").GetArrayLength());
        Assert.Contains("\tcommands/summarise_meeting\t", found, StringComparison.Ordinal);
        Assert.StartsWith("---\nname: summarise_meeting\n", text, StringComparison.Ordinal);
        Assert.Equal(1, document.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Edit_WritesTheNextVersion_AndNothingWhereNothingChanged()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        using var program = new CommandLineProgram(shared.Api);

        program.Environment["EDITOR"] = "true";
        await program.ExpectAsync(ExitCode.Done, "edit", $"{prompt}");
        program.Environment["EDITOR"] = "sed -i s/Hello/Goodbye/";
        JsonElement edited = await program.JsonAsync(ExitCode.Done, "edit", $"{prompt}", "--note", "Shorter.");

        Assert.Equal(2, edited.GetProperty("version").GetInt32());
        Assert.Contains("Goodbye {{name}}", (await app.Client.Prompts.GetTextAsync(prompt, Token)).Text, StringComparison.Ordinal);
        Assert.Equal("Shorter.", (await app.Client.Prompts.GetAsync(prompt, Token)).ChangeNote);
    }

    [Fact]
    public async Task Edit_WhenSomebodyWroteMeanwhile_KeepsTheTextAndTheirs()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        using var program = new CommandLineProgram(shared.Api);
        string body = JsonSerializer.Serialize(new { @namespace = prompt.Namespace, name = prompt.Name, content = "Theirs {{name}}" });
        program.Environment["EDITOR"] = program.Write("editor.sh", $$"""
            #!/bin/sh
            curl -sf '{{shared.Api.Address}}api/prompts/update' -H 'content-type: application/json' -d '{{body}}' > /dev/null || exit 1
            sed -i s/Hello/Mine/ "$1"
            """);
        program.Environment["EDITOR"] = $"sh {program.Environment["EDITOR"]}";

        Ended ended = await program.RunAsync("edit", $"{prompt}");

        Assert.True(ended.ExitCode == ExitCode.Conflict, ended.ToString());
        string said = ended.Errors.Split('\n').Single(line => line.Contains("your text is in ", StringComparison.Ordinal));
        string kept = said.Split(" is in ")[1];
        Assert.Contains("Mine {{name}}", await File.ReadAllTextAsync(kept, Token), StringComparison.Ordinal);
        Assert.Contains("Theirs", (await app.Client.Prompts.GetTextAsync(prompt, Token)).Text, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true);
    }

    [Fact]
    public async Task PromoteAndRollback_MoveProduction()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.UpdateAsync(prompt, "Second {{name}}");
        await app.UpdateAsync(prompt, "Third {{name}}");
        using var program = new CommandLineProgram(shared.Api);

        await program.ExpectAsync(ExitCode.Done, "rollback", $"{prompt}");
        Assert.Equal(2, (await app.Client.Prompts.GetAsync(prompt, Token)).Version);
        string diff = await program.ExpectAsync(ExitCode.Done, "diff", $"{prompt}");
        await program.ExpectAsync(ExitCode.Done, "promote", $"{prompt}@3", "--to", "candidate");
        await program.ExpectAsync(ExitCode.Done, "promote", $"{prompt}@candidate");
        Assert.Equal(3, (await app.Client.Prompts.GetAsync(prompt, Token)).Version);
        await program.ExpectAsync(ExitCode.Done, "rollback", $"{prompt}", "--to", "1");
        await program.ExpectAsync(ExitCode.WrongUsage, "rollback", $"{prompt}");

        Assert.Contains("-Second {{name}}", diff, StringComparison.Ordinal);
        Assert.Contains("+Third {{name}}", diff, StringComparison.Ordinal);
        Assert.Equal(3, (await program.ExpectAsync(ExitCode.Done, "versions", $"{prompt}")).TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Import_TakesFoldersAndJsonLines_AndSaysWhatIsRefused()
    {
        using var program = new CommandLineProgram(shared.Api);
        string space = $"t{Guid.CreateVersion7():N}";
        program.Write($"{space}/greet.md", "---\ndescription: Greets.\n---\nHello {{name}}\n");
        program.Write($"{space}/bye.md", "Bye {{name}}\n");
        string broken = program.Write($"{space}/broken.md", "---\ntpye: text\n---\nHello\n");

        string first = await program.ExpectAsync(ExitCode.Failed, "import", space);
        File.Delete(broken);
        JsonElement again = await program.JsonAsync(ExitCode.Done, "import", space);
        await program.ExpectAsync(ExitCode.Done, "export", "-o", "catalog.jsonl");
        JsonElement whole = await program.JsonAsync(ExitCode.Done, "import", "catalog.jsonl");

        Assert.Contains($"{space}/greet@1\tcreated", first, StringComparison.Ordinal);
        string refused = first.Split('\n').Single(line => line.Contains("broken.md", StringComparison.Ordinal));
        Assert.Contains("tpye", refused, StringComparison.Ordinal);
        Assert.Equal(2, again[0].GetProperty("report").GetProperty("unchanged").GetInt32());
        Assert.True(whole[0].GetProperty("report").GetProperty("unchanged").GetInt32() > 200);
        Assert.Contains("Hello {{name}}", await program.ExpectAsync(ExitCode.Done, "get", $"{space}/greet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfFiftyPromptyFiles_IsOneCommand_AndRepeatedChangesNothing()
    {
        using var program = new CommandLineProgram(shared.Api);
        string space = $"lib{Guid.CreateVersion7():N}";

        for (int number = 1; number <= 50; number++)
        {
            program.Write(
                $"library/{space}/{(number % 2 == 0 ? "eu/" : "")}p{number}.prompty",
                $"---\nname: Prompt {number}\nmodel: gpt-4o\n---\nsystem:\nYou are number {number}.\n\nuser:\n{{{{question}}}}\n");
        }

        Ended dry = await program.RunAsync("import", "library", "--dry-run");
        string first = await program.ExpectAsync(ExitCode.Done, "import", "library");
        JsonElement again = await program.JsonAsync(ExitCode.Done, "import", "library", "--format", "prompty");

        Assert.True(dry.ExitCode == ExitCode.Done, $"{dry}");
        Assert.Contains("50 files: 50 created, 0 updated, 0 unchanged, 0 refused (dry run", dry.Errors, StringComparison.Ordinal);
        Assert.Equal(50, first.Split("\tcreated").Length - 1);
        Assert.Contains($"{space}/eu/p2.prompty\t{space}/eu..p2@1\tcreated", first, StringComparison.Ordinal);
        Assert.Equal((50, 50), (again.GetProperty("files").GetInt32(), again.GetProperty("unchanged").GetInt32()));
        Assert.Contains("number 50", await program.ExpectAsync(ExitCode.Done, "get", $"{space}/eu..p50"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAFileOrAPattern_IsCalledByTheFolder_AndWhatIsRefusedIsShown()
    {
        using var program = new CommandLineProgram(shared.Api);
        string space = $"lib{Guid.CreateVersion7():N}";
        program.Write($"{space}/a.prompty", "---\nname: a\n---\nsystem:\nOne\n");
        program.Write($"{space}/deep/b.prompty", "---\nname: b\n---\nsystem:\nTwo\n");
        program.Write($"{space}/c.prompty", "---\nname: [\n---\nThree\n");

        string one = await program.ExpectAsync(ExitCode.Done, "import", $"{space}/a.prompty");
        string many = await program.ExpectAsync(ExitCode.Failed, "import", $"{space}/**/?.prompty");
        string into = await program.ExpectAsync(ExitCode.Done, "import", $"{space}/a.prompty", "--into", $"{space}/team");

        Assert.StartsWith($"{space}/a.prompty\t{space}/a@1\tcreated", one, StringComparison.Ordinal);
        Assert.Equal(
            [$"{space}/c.prompty", $"{space}/deep/b.prompty"], many.TrimEnd().Split('\n').Select(line => line.Split('\t')[0]));
        Assert.Contains("\trefused\t", many, StringComparison.Ordinal);
        Assert.Contains($"{space}/team..a@1", into, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "missing.prompty")]
    [InlineData("import", "none/*.prompty")]
    [InlineData("import", "catalog.jsonl", "--dry-run")]
    [InlineData("import", "a.md", "--kind", "prompt", "--into", "b")]
    public async Task Import_OfToolsFilesThatCannotBe_IsWrongUsage(params string[] arguments)
    {
        using var program = new CommandLineProgram(shared.Api);

        await program.ExpectAsync(ExitCode.WrongUsage, arguments);
    }
}
