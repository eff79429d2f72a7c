using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>Measures what the whole process keeps, so no other test runs beside it.</summary>
[CollectionDefinition(nameof(SchemaMemoryTests), DisableParallelization = true)]
[Collection(nameof(SchemaMemoryTests))]
public sealed class SchemaMemoryTests
{
    private const int MostKept = 8_000_000;

    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("[ab]*a[ab]{900}")]
    [InlineData("(a|b)*a(a|b){500}")]
    [InlineData(@"(\w{30}){30}")]
    public void Pattern_ThatGrowsWithItsText_LeavesNothingBehind(string pattern)
    {
        var schema = JsonElement.Parse($$$"""{"items":{"pattern":{{{JsonSerializer.Serialize(pattern)}}}}}""");
        var random = new Random(7);
        JsonElement texts = JsonSerializer.SerializeToElement(Enumerable.Range(0, 20).Select(_ => $"{random.GetString("ab", 20_000)}!"));
        _validator.Validate(schema, JsonElement.Parse("[]"));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        _validator.Validate(schema, texts);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostKept);
    }
}
