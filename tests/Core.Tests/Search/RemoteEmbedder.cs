using Microsoft.Extensions.AI;

using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Stands for an embedding endpoint: counts what it is asked, and fails when told to.</summary>
internal sealed class RemoteEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string> Asked { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>What it throws while it is down.</summary>
    public Exception Failure { get; set; } = new HttpRequestException("No connection.");

    /// <summary>Texts that it embeds before it fails.</summary>
    public int Left { get; set; } = int.MaxValue;

    /// <summary>Requests that it failed to answer.</summary>
    public int Refused { get; private set; }

    /// <summary>Requests that wanted an answer and nothing else.</summary>
    public int Probed { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        string[] wanted = [.. texts.Where(text => text != EmbedderChoice.Probe)];

        if (IsDown || wanted.Length > Left)
        {
            Refused++;
            throw Failure;
        }

        Probed += wanted.Length == 0 ? 1 : 0;
        Asked.AddRange(wanted);
        Left -= wanted.Length;
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
