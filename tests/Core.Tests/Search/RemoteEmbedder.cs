using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Stands for an embedding endpoint: counts what it is asked, and fails when told to.</summary>
internal sealed class RemoteEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string> Asked { get; } = [];

    public bool IsDown { get; set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (IsDown)
        {
            throw new HttpRequestException("No connection.");
        }

        string[] texts = [.. values];
        Asked.AddRange(texts);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Of(text)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>Dogs and hounds point one way, everything else the other.</summary>
    private static float[] Of(string text) =>
        text.Contains("hound", StringComparison.OrdinalIgnoreCase) || text.Contains("dog", StringComparison.OrdinalIgnoreCase)
            ? [3, 0]
            : [0, 3];
}
