using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>Stands for a paid embedding endpoint that several processes use: counts what it is asked.</summary>
internal sealed class CountingEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>What queries ask; everything else is bought for an entry.</summary>
    public const string Query = "invoice";

    private readonly ConcurrentQueue<string> _asked = [];

    /// <summary>Texts embedded for entries, in the order they came.</summary>
    public string[] Bought => [.. _asked.Where(text => text is not (Query or EmbedderChoice.Probe))];

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Array.ForEach(texts, _asked.Enqueue);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Of(text)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static float[] Of(string text) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(16).Select(one => one - 127.5f)];
}
