using System.Collections.Immutable;
using System.Text.Json;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Content;

/// <summary>The operations, recipes and solvers that a new installation starts from.</summary>
public sealed class ShippedComponentsTests
{
    private static readonly (string Path, AuthoredEntry Entry)[] Components =
        [.. SourceTree.Files(Path.Combine("content", "components"), "*.yaml").Select(
            file => (file.Path, ComponentYaml.Parse(file.Text, null)))];

    [Fact]
    public void Components_Always_Parse()
    {
        string[] errors = [.. Components.SelectMany(component => Errors(component.Entry).Select(error => $"{component.Path}: {error}"))];

        Assert.True(Components.Length >= 10, $"{Components.Length} components");
        Assert.Empty(errors);
    }

    // In YAML { description: Names, dates } is a field "description" and an empty field "dates".
    [Fact]
    public void Components_Always_QuoteTextsThatHoldCommas()
    {
        string[] split = [.. Components
            .Where(component => component.Entry.Draft is not null)
            .SelectMany(component => EmptyFields(component.Entry.Draft!.Body).Select(name => $"{component.Path}: {name}"))];

        Assert.Empty(split);
    }

    private static IEnumerable<string> Errors(AuthoredEntry entry) =>
        entry.Draft is not { } draft ? entry.Errors.Select(error => error.ToString()) : Errors(draft).Select(error => error.ToString());

    private static ImmutableArray<DefinitionError> Errors(EntryDraft draft) => draft.Kind switch
    {
        EntryKind.Operation => DefinitionParser.ParseOperation(draft.Body).Errors,
        EntryKind.Recipe => DefinitionParser.ParseRecipe(draft.Body).Errors,
        _ => DefinitionParser.ParseSolver(draft.Body).Errors,
    };

    private static IEnumerable<string> EmptyFields(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(
            field => field.Value.ValueKind == JsonValueKind.Null ? [field.Name] : EmptyFields(field.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(EmptyFields),
        _ => [],
    };
}
