using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using Json.Schema;

using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>
/// Schemas by their structure, whole and changed: each is refused with its place, or checks any value with the library's verdict.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class SchemaFuzzTests
{
    private static readonly string[] Shipped =
        [.. SourceTree.Files(Path.Combine("content", "schemas"), "*.json").Select(file => file.Text)];

    [Fact]
    public Task Validate_OfGeneratedSchemas_GivesTheVerdictOfTheLibrary() => Fuzzing.RunAsync(1_500, random =>
    {
        var oracle = new SchemaOracle(random.Next());
        JsonElement schema = oracle.Schema();

        if (CompiledSchema.Compile(schema, out _) is { } compiled)
        {
            CheckVerdicts(schema, compiled, [.. Enumerable.Range(0, 6).Select(_ => oracle.Value())]);
        }
    });

    [Fact]
    public Task Compile_OfChangedSchemas_RefusesWithAPlaceOrChecksAnyValue() => Fuzzing.RunAsync(2_000, random =>
    {
        JsonNode changed = JsonNode.Parse(
            random.OneIn(3) ? random.Pick<string>(Shipped) : new SchemaOracle(random.Next()).Schema().GetRawText())!;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            RandomJson.Mutate(random, changed);
        }

        JsonElement schema = JsonSerializer.SerializeToElement(changed);
        CompiledSchema? compiled = CompiledSchema.Compile(schema, out string? problem);

        Assert.True(compiled is null == problem is not null, schema.GetRawText());
        Assert.True(problem is null || problem.StartsWith('#') || problem == CompiledSchema.NotASchema, $"{problem}\n{schema}");
        for (int value = 0; compiled is not null && value < 4; value++)
        {
            JsonElement instance = JsonSerializer.SerializeToElement(RandomJson.Value(random, 4));
            ImmutableArray<SchemaViolation> violations = compiled.Validate(instance);
            Assert.All(
                violations, violation => Assert.False(string.IsNullOrEmpty(violation.Code) || string.IsNullOrEmpty(violation.Detail)));
        }
    });

    private static void CheckVerdicts(JsonElement schema, CompiledSchema compiled, JsonElement[] values)
    {
        JsonSchema library = JsonSchema.Build(
            schema, new BuildOptions { Dialect = Dialect.Draft202012, SchemaRegistry = new SchemaRegistry() });

        foreach (JsonElement value in values)
        {
            bool isValid = library.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid;
            Assert.True(
                compiled.Validate(value).IsEmpty == isValid, $"{schema} for {value}: {(isValid ? "valid" : "invalid")} by the library");
        }
    }
}
