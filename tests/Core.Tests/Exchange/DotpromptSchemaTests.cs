using System.Text.Json;

using PromptIntel.Core.Exchange;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>A schema that a Dotprompt file only names is one of the program that runs it.</summary>
public sealed class DotpromptSchemaTests : IDisposable
{
    private readonly PromptFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Schema_OfAProgram_IsNamedAndTheVariablesAreThoseOfTheText()
    {
        var (body, _, result) = await _files.ImportOneAsync("cook/recipe.prompt", """
            ---
            input: { schema: RecipeRequest, default: { people: 4 } }
            output: { schema: Recipe, format: json }
            ---
            A recipe of {{dish}} for {{people}}.
            """);

        JsonElement properties = body.Variables.GetProperty("properties");
        Assert.Equal(["people", "dish"], properties.EnumerateObject().Select(property => property.Name));
        Assert.Equal(4, properties.GetProperty("people").GetProperty("default").GetInt32());
        Assert.Equal("{}", body.OutputSchema!.Value.GetRawText());
        string remarks = string.Join("\n", result.Remarks);
        Assert.Contains("'RecipeRequest' is a schema of the program", remarks, StringComparison.Ordinal);
        Assert.Contains("'Recipe' is a schema of the program", remarks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input: { schema: { dish: Recipe } }", "'Recipe' is no type")]
    [InlineData("output: { schema: 'a b' }", "'a b' is no type")]
    public async Task Type_ThatIsNone_IsRefusedByName(string front, string expected)
    {
        FileResult result = Assert.Single(
            await _files.ImportAsync(("cook/recipe.prompt", $"---\n{front}\n---\nA recipe of {{{{dish}}}}.")));

        Assert.Equal(FileStatus.Refused, result.Status);
        Assert.Contains(expected, string.Join("\n", result.Errors), StringComparison.Ordinal);
    }
}
