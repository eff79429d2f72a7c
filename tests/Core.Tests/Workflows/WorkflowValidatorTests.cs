using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows;

public sealed class WorkflowValidatorTests
{
    private const string Typed = """{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}""";
    private const string Text =
        """
        {"type":"object","properties":{"s":{"type":"string"},
          "list":{"type":"array","items":{"type":"object","properties":{"q":{"type":"integer"}}}}}}
        """;

    private readonly WorkflowValidator _validator = new(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

    [Theory]
    [InlineData("""[{"id":"a","uses":"nobody"}]""", "There is no entry components/nobody or workflows/nobody")]
    [InlineData("""[{"id":"a","uses":"echo@9"}]""", "no version or label '9'")]
    [InlineData("""[{"id":"a","uses":"components/conf"}]""", "is a config")]
    [InlineData("""[{"id":"a","uses":"echo","needs":["b"]},{"id":"b","uses":"echo"}]""", "wait for one another: a, b")]
    [InlineData("""[{"id":"a","uses":"echo","needs":["z"]}]""", "There is no stage 'z'")]
    [InlineData(
        """[{"id":"a","uses":"echo"},{"id":"b","uses":"echo","needs":[],"with":{"x":"${stages.a.output.s}"}}]""", "name it in needs")]
    [InlineData("""[{"id":"a","uses":"typed"}]""", "'n' is required here")]
    [InlineData("""[{"id":"a","uses":"typed","with":{"n":"${input.s}"}}]""", "'n' takes integer, and this gives string")]
    [InlineData("""[{"id":"a","uses":"typed","with":{"n":"text"}}]""", "this gives string")]
    [InlineData("""[{"id":"a","uses":"typed","with":{"n":"${input.typo}"}}]""", "there is no 'typo'")]
    [InlineData("""[{"id":"a","uses":"echo","with":{"n":"${item.q}"}}]""", "only in the with of a stage that has for_each")]
    [InlineData("""[{"id":"a","uses":"echo","for_each":{"items":"${input.s}"}}]""", "not a list")]
    [InlineData("""[{"id":"a","uses":"echo","for_each":{"items":"${input.list}"},"with":{"x":"${item.zz}"}}]""", "there is no 'zz'")]
    [InlineData("""[{"id":"a","uses":"main"}]""", "cannot contain itself")]
    [InlineData("""[{"id":"a","uses":"alien"}]""", "is of type 'alien.type'")]
    public async Task Validate_WhenARecipeDoesNotFit_SaysWhere(string stages, string reason)
    {
        TestCatalog catalog = Catalog();
        EntryVersion recipe = catalog.AddRecipe("main", stages, input: Text);

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, recipe);

        Assert.Contains(errors, error => error.Message.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"id":"a","uses":"typed","with":{"n":3}}]""")]
    [InlineData("""[{"id":"a","uses":"echo"},{"id":"b","uses":"typed","with":{"n":"${stages.a.output.whatever}"}}]""")]
    [InlineData(
        """
        [{"id":"a","uses":"typed","for_each":{"items":"${input.list}"},"with":{"n":"${item.q}"}},
         {"id":"b","uses":"typed","with":{"n":"${stages.a.output.failed}"}}]
        """)]
    public async Task Validate_WhenARecipeFits_OrNothingIsKnown_IsContent(string stages)
    {
        TestCatalog catalog = Catalog();
        EntryVersion recipe = catalog.AddRecipe("main", stages, input: Text);

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, recipe);

        Assert.Empty(errors);
    }

    [Fact]
    public async Task Validate_WhenAnOperationChangesUnderARecipe_NamesTheRecipeAndTheWire()
    {
        TestCatalog catalog = Catalog();
        catalog.AddRecipe(
            "main", """[{"id":"a","uses":"typed","with":{"n":1}},{"id":"b","uses":"typed","with":{"n":"${stages.a.output.n}"}}]""");
        EntryVersion changed = catalog.AddEcho("typed", Typed, """{"type":"object","properties":{"m":{"type":"integer"}}}""");

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, changed);

        string message = Assert.Single(errors).Message;
        Assert.Contains("workflows/main", message, StringComparison.Ordinal);
        Assert.Contains("stages.b.with.n", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WhenAPromptAsksForMoreThanItsRecipeGives_IsRefused()
    {
        TestCatalog catalog = Catalog();
        catalog.Add(EntryKind.Prompt, "workflows/greet", Prompt("name"));
        catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"greet"}}""");
        catalog.AddRecipe("main", """[{"id":"a","uses":"ask","with":{"name":"Ann"}}]""");
        EntryVersion improved = catalog.Add(EntryKind.Prompt, "workflows/greet", Prompt("name"));
        EntryVersion broken = catalog.Add(EntryKind.Prompt, "workflows/greet", Prompt("surname"));

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, broken);

        Assert.Contains("'surname' is required here", Assert.Single(errors).Message, StringComparison.Ordinal);
        Assert.Equal(2, improved.Number);
    }

    [Fact]
    public async Task Validate_WhenTheRecipeWasBrokenBefore_DoesNotBlameTheCandidate()
    {
        TestCatalog catalog = Catalog();
        catalog.AddRecipe("main", """[{"id":"a","uses":"typed"},{"id":"b","uses":"echo"}]""");
        EntryVersion changed = catalog.AddEcho("echo");

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, changed);

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"strin"}}}""", "properties.a.type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string",3]}}}""", "properties.a.type")]
    [InlineData("""{"type":"object","properties":["a"]}""", "properties")]
    [InlineData("""{"type":"object","properties":{"a":{"minimum":"low"}}}""", "properties.a.minimum")]
    [InlineData("""{"type":"object","if":{"type":"sausage"}}""", "if.type")]
    [InlineData("""{"type":"object","$dynamicRef":"#a"}""", "$dynamicRef")]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"(?=a)"}}}""", "properties.a.pattern")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"components/nobody"}}}""", "$ref")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"https://example.org/a.json"}}}""", "$ref")]
    public async Task Validate_WhenASchemaCannotBeEnforced_NamesTheField(string body, string field)
    {
        TestCatalog catalog = Catalog();
        EntryVersion schema = catalog.Add(EntryKind.Schema, "components/answer", body);

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, schema);

        Assert.Equal(field, Assert.Single(errors).Field);
    }

    [Fact]
    public async Task Validate_WhenASchemaRefersToItselfAndToAnother_IsContent()
    {
        TestCatalog catalog = Catalog();
        catalog.Add(EntryKind.Schema, "components/part", Typed);
        EntryVersion schema = catalog.Add(
            EntryKind.Schema,
            "components/whole",
            """{"type":"object","properties":{"parts":{"type":"array","items":{"$ref":"part"}},"inner":{"$ref":"#"}}}""");

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, schema);

        Assert.Empty(errors);
    }

    [Fact]
    public async Task Validate_WhenAPromptDeclaresAVariableOfNoType_NamesTheField()
    {
        TestCatalog catalog = Catalog();
        EntryVersion prompt = catalog.Add(
            EntryKind.Prompt, "general/greet", Prompt("name").Replace("\"string\"", "\"text\"", StringComparison.Ordinal));

        ImmutableArray<EntryError> errors = await ValidateAsync(catalog, prompt);

        Assert.Equal("variables.properties.name.type", Assert.Single(errors).Field);
    }

    private async Task<ImmutableArray<EntryError>> ValidateAsync(TestCatalog catalog, EntryVersion candidate) =>
        [.. (await _validator.ValidateAsync(catalog.Edit(candidate), TestContext.Current.CancellationToken)).Select(
            refusal => refusal.Error)];

    private static string Prompt(string variable) =>
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello"}],
         "variables":{"type":"object","required":["V"],"properties":{"V":{"type":"string"}}}}
        """.Replace("\"V\"", $"\"{variable}\"", StringComparison.Ordinal);

    private static TestCatalog Catalog()
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddEcho("typed", Typed, Typed);
        catalog.Add(EntryKind.Config, "components/conf", "{}");
        catalog.Add(EntryKind.Operation, "components/alien", """{"type":"alien.type"}""");
        return catalog;
    }
}
