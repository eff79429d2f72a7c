using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Endpoints;

/// <summary>The answer to an <see cref="EmbeddingsRequest"/>.</summary>
internal sealed record EmbeddingsResponse(
    string Object, IReadOnlyList<EmbeddingItem> Data, string Model, EmbeddingsUsage Usage)
{
    public static EmbeddingsResponse Of(Embedded embedded, bool isBase64) => new(
        "list",
        [.. embedded.Vectors.Select((vector, index) => new EmbeddingItem("embedding", index, isBase64 ? ToBase64(vector) : vector))],
        SentenceModel.Name,
        new EmbeddingsUsage(embedded.Tokens, embedded.Tokens));

    /// <summary>The numbers one after the other, each in four bytes, the lowest first.</summary>
    private static string ToBase64(float[] vector)
    {
        if (BitConverter.IsLittleEndian)
        {
            return Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        byte[] bytes = new byte[vector.Length * sizeof(float)];

        for (int number = 0; number < vector.Length; number++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(number * sizeof(float)), vector[number]);
        }

        return Convert.ToBase64String(bytes);
    }
}

/// <param name="Embedding">An array of numbers, or a string of base64.</param>
internal sealed record EmbeddingItem(string Object, int Index, object Embedding);

internal sealed record EmbeddingsUsage(
    [property: JsonPropertyName("prompt_tokens")] int PromptTokens, [property: JsonPropertyName("total_tokens")] int TotalTokens);
