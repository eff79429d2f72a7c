using System.Reflection;

using PromptIntel.Api.Commands;

namespace PromptIntel.Api.Tests.Commands;

public class CommandLineTests
{
    [Theory]
    [InlineData("bulid")]
    [InlineData("Build")]
    [InlineData("serve")]
    [InlineData("build validate")]
    [InlineData("validate now")]
    [InlineData("--urls=http://localhost:5081 build")]
    [InlineData("--hlep")]
    [InlineData("--verbose")]
    [InlineData("-x")]
    [InlineData("--ulrs=http://localhost:5081")]
    [InlineData("build --ulrs http://localhost:5081")]
    [InlineData("--PromptIntel:Strage:Path=x.db")]
    [InlineData("--PromptIntle:Storage:Path=x.db")]
    [InlineData("--PromptIntel__Strage__Path=x.db")]
    [InlineData("storage=x.db")]
    [InlineData("--")]
    public void FindMistake_WhenAnArgumentIsUnknown_NamesItAndWhatIsKnown(string arguments)
    {
        string? mistake = CommandLine.FindMistake(arguments.Split(' '));

        Assert.NotNull(mistake);
        Assert.DoesNotContain('\n', mistake);
        Assert.True(
            mistake.Contains("build and validate", StringComparison.Ordinal) || mistake.Contains("--urls", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("build")]
    [InlineData("validate")]
    [InlineData("--help")]
    [InlineData("build --help")]
    [InlineData("--urls=http://localhost:5081")]
    [InlineData("--urls http://localhost:5081")]
    [InlineData("build --PromptIntel:Storage:Path=x.db")]
    [InlineData("--PromptIntel:Storage:Path x.db --environment Production")]
    [InlineData("--PromptIntel__Api__MaxWait=00:00:05")]
    [InlineData("PromptIntel:Api:MaxWait=00:00:05")]
    [InlineData("--promptintel:auth:apikeys:0:name=a")]
    [InlineData("--ConnectionStrings:cache=127.0.0.1:6379")]
    [InlineData("--Logging:LogLevel:Default=Debug")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://localhost:5081")]
    [InlineData("--PORT=8099")]
    [InlineData("--OPENAI_BASE_URL=http://localhost:1234/v1")]
    public void FindMistake_WhenAllIsKnown_IsNothing(string arguments) =>
        Assert.Null(CommandLine.FindMistake(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Settings_KnowEverySectionThatAnOptionHas()
    {
        IEnumerable<string> sections =
            from assembly in new[] { "Core", "Adapters", "Hosting", "Api" }
            from type in Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"PromptIntel.{assembly}.dll")).GetTypes()
            let name = type.GetField(
                "SectionName", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string
            where name is not null && name.StartsWith("PromptIntel:", StringComparison.Ordinal)
            select name.Split(':')[1];

        Assert.Equal(sections.Distinct().Order(StringComparer.Ordinal), Settings.Sections.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Program_WhenTheCommandIsUnknown_EndsWithTwoAndOneLine()
    {
        using var program = new ProgramProcess();

        (int exitCode, string output) = await program.RunAsync("bulid");

        Assert.Equal(2, exitCode);
        Assert.Equal(
            "'bulid' is no command; the commands are build and validate, and import with a directory, and without one the service runs.",
            output.TrimEnd());
    }
}
