using System.Globalization;

namespace PromptIntel.Api.Tests.Commands;

/// <summary>The first step of who comes with a library of prompts.</summary>
public sealed class ImportCommandTests
{
    [Fact]
    public async Task Import_OfFiftyPromptyFiles_IsOneCommand_AndRepeatedChangesNothing()
    {
        using var program = new ProgramProcess();
        string library = Path.Combine(program.WorkingDirectory, "library");

        for (int number = 1; number <= 50; number++)
        {
            string folder = Directory.CreateDirectory(Path.Combine(library, number % 2 == 0 ? "support" : "sales")).FullName;
            await File.WriteAllTextAsync(
                Path.Combine(folder, $"p{number.ToString(CultureInfo.InvariantCulture)}.prompty"),
                $"---\nname: Prompt {number}\ndescription: Number {number}.\nmodel: gpt-4o\n---\n"
                    + $"system:\nYou are number {number}.\n\nuser:\n{{{{question}}}}\n",
                TestContext.Current.CancellationToken);
        }

        (int dry, string foreseen) = await program.RunAsync("import", "library", "--dry-run");
        (int first, string output) = await program.RunAsync("import", "library");
        (int second, string again) = await program.RunAsync("import", "library", "--format", "prompty");

        Assert.True((dry, first, second) == (0, 0, 0), foreseen + output + again);
        Assert.Contains(
            "50 files: 50 created, 0 updated, 0 unchanged, 0 refused (dry run: nothing was written)", foreseen, StringComparison.Ordinal);
        Assert.Contains("50 files: 50 created, 0 updated, 0 unchanged, 0 refused", output, StringComparison.Ordinal);
        Assert.Contains("created    support/p2", output, StringComparison.Ordinal);
        Assert.Contains("50 files: 0 created, 0 updated, 50 unchanged, 0 refused", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import nowhere")]
    [InlineData("import")]
    [InlineData("import . --format word")]
    public async Task Import_OfWhatIsNot_SaysSoAndExitsWithAnError(string arguments)
    {
        using var program = new ProgramProcess();

        (int exitCode, string output) = await program.RunAsync(arguments.Split(' '));

        Assert.NotEqual(0, exitCode);
        Assert.NotEqual("", output.Trim());
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
