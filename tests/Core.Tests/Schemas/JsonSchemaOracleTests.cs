using System.Text.Json;

using Json.Schema;

using PromptIntel.Core.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>The validator gives the verdict of JsonSchema.Net, which reads and evaluates schemas in an entirely different way.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class JsonSchemaOracleTests
{
    private const int Schemas = 2_000;
    private const int ValuesEach = 8;

    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Validate_GivesTheVerdictOfTheLibrary(int part)
    {
        var different = new List<string>();
        int refused = 0;
        int accepted = 0;

        for (int seed = part * 1_000_000; seed < (part * 1_000_000) + Schemas; seed++)
        {
            var oracle = new SchemaOracle(seed);
            JsonElement schema = oracle.Schema();

            if (_validator.CheckSchema(schema) is not null)
            {
                refused++;
                continue;
            }

            JsonSchema library = JsonSchema.Build(
                schema, new BuildOptions { Dialect = Dialect.Draft202012, SchemaRegistry = new SchemaRegistry() });

            for (int value = 0; value < ValuesEach; value++)
            {
                JsonElement instance = oracle.Value();
                bool ours = _validator.Validate(schema, instance).IsEmpty;
                bool theirs = library.Evaluate(instance, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid;
                accepted += theirs ? 1 : 0;

                if (ours != theirs)
                {
                    different.Add(
                        $"seed {seed}: {schema.GetRawText()} for {instance.GetRawText()}: {(theirs ? "valid" : "invalid")} by the library");
                }
            }
        }

        Assert.Empty(different.Take(5));
        Assert.InRange(refused, 0, Schemas / 20);
        Assert.InRange(accepted, Schemas * ValuesEach / 10, Schemas * ValuesEach * 9 / 10);
    }
}
