using System.Text.Json;

namespace PromptIntel.Embedder.Tests;

/// <summary>What another implementation makes of the same texts with the same files; <c>expected.json</c> says which.</summary>
internal sealed record Expected(IReadOnlyList<ExpectedTokens> Tokens, IReadOnlyList<ExpectedVector> Vectors)
{
    public static Expected Read() => JsonSerializer.Deserialize<Expected>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "expected.json")), JsonSerializerOptions.Web)!;
}

internal sealed record ExpectedTokens(string Text, long[] Ids);

/// <param name="Begin">The first numbers of the vector.</param>
/// <param name="Cosines">With every text of the list, in its order.</param>
internal sealed record ExpectedVector(string Text, float[] Begin, float[] Cosines);
