using System.Security.Cryptography;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Which embedder serves: the configured remote one; else, and as long as that is away, what words mean in English beside what was learned
/// from the catalog; for a few entries, from which nothing can be learned, beside how words are spelled.
/// </summary>
internal sealed class EmbedderChoice(IEmbeddingGenerator<string, Embedding<float>>? remote, SearchOptions options)
{
    /// <summary>Characters of an entry that a remote model is sent; the common models stop at 8k tokens.</summary>
    private const int MaxRemoteLength = 16_000;

    private const string WordsAndCatalog = "words-and-catalog-1";
    private const string WordsAndNgrams = "words-and-ngrams-1";

    /// <summary>What a remote embedder is asked for when nothing is wanted but an answer.</summary>
    internal const string Probe = "ready";

    /// <summary>Texts that are embedded in one call.</summary>
    public int BatchSize => options.EmbeddingBatchSize;

    /// <summary>How long the catalog stands still before it is learned.</summary>
    public TimeSpan QuietTime => options.RetrainQuietTime;

    /// <summary>What the remote embedder's generation is called; null without one.</summary>
    public string? RemoteName => remote is null ? null : $"{Remote.Provider}/{Remote.Model}";

    /// <summary>
    /// Whether new generations do without the remote embedder, because it did not answer. <see cref="RemotePresence"/> says so.
    /// </summary>
    public bool IsRemoteAway { get; set; }

    private (string Provider, string Model) Remote =>
        options.EmbeddingModel.Split('/', 2) is [var provider, var model] ? (provider, model) : ("openai", options.EmbeddingModel);

    /// <summary>Whether embedding is a call over the network that may fail.</summary>
    public bool IsRemote(IEmbeddingGenerator<string, Embedding<float>> embedder) => remote is not null && ReferenceEquals(embedder, remote);

    public string NameFor(int entries) =>
        RemoteName is { } name && !IsRemoteAway ? name
            : entries < options.MinTrainingEntries ? WordsAndNgrams
            : WordsAndCatalog;

    /// <summary>Whether a generation should give way to a new one for a catalog of this size.</summary>
    public bool IsOutgrown(EmbeddingGeneration generation, int entries) =>
        generation.Embedder != RemoteName
        && (generation.Embedder != NameFor(entries)
            || (generation.Embedder == WordsAndCatalog && entries > generation.TrainedEntries * (1 + options.RetrainGrowth)));

    /// <summary>
    /// An embedder for the texts, learned from them where it learns; its generation has no dimensions yet when it is remote.
    /// </summary>
    public (EmbeddingGeneration Generation, IEmbeddingGenerator<string, Embedding<float>> Embedder) Create(
        IReadOnlyList<FieldedText> texts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string name = NameFor(texts.Count);
        if (remote is not null && name == RemoteName)
        {
            return (new EmbeddingGeneration(name, name, 0, 0, now, default), remote);
        }

        if (name == WordsAndNgrams)
        {
            int dimensions = WordEmbedder.DimensionsBeside(HashedNgramEmbedder.Dimensions);
            return (new EmbeddingGeneration(name, name, dimensions, 0, now, default), WordEmbedder.BesideNgrams());
        }

        LatentSemanticEmbedder trained = LatentSemanticEmbedder.Train([.. texts.Select(text => text.Weighted())], cancellationToken);
        byte[] artifact = LatentSemanticFormat.Write(trained);
        string id = $"{name}-{Convert.ToHexStringLower(SHA256.HashData(artifact).AsSpan(0, 8))}";
        int width = WordEmbedder.DimensionsBeside(trained.Dimensions);
        return (new EmbeddingGeneration(id, name, width, texts.Count, now, artifact), WordEmbedder.Beside(trained));
    }

    /// <summary>The embedder of a stored generation; null when this configuration has it no longer.</summary>
    /// <exception cref="InvalidDataException">The artifact is damaged or of a later format.</exception>
    public IEmbeddingGenerator<string, Embedding<float>>? Restore(EmbeddingGeneration generation) => generation.Embedder switch
    {
        _ when remote is not null && generation.Embedder == RemoteName => remote,
        WordsAndCatalog => WordEmbedder.Beside(LatentSemanticFormat.Read(generation.Artifact)),
        WordsAndNgrams => WordEmbedder.BesideNgrams(),
        // Of releases before the word vectors; both are outgrown, and serve until the next is built.
        LatentSemanticEmbedder.Name => LatentSemanticFormat.Read(generation.Artifact),
        HashedNgramEmbedder.Name => new HashedNgramEmbedder(),
        _ => null,
    };

    /// <summary>Whether the remote embedder answers within the time that a search waits for it.</summary>
    public async Task<bool> CanReachRemoteAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(options.QueryEmbeddingTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await EmbedAsync(remote!, [Probe], either.Token);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a client of an endpoint throws: it is not there, or not yet.
            return false;
        }
    }

    /// <summary>Unit vectors of the texts, in their order, asked for in batches.</summary>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(
        IEmbeddingGenerator<string, Embedding<float>> embedder, IReadOnlyList<FieldedText> texts, CancellationToken cancellationToken)
    {
        List<float[]> vectors = new(texts.Count);
        foreach (FieldedText[] batch in texts.Chunk(options.EmbeddingBatchSize))
        {
            string[] inputs = Array.ConvertAll(batch, text => IsRemote(embedder) ? text.Plain(MaxRemoteLength) : text.Weighted());
            vectors.AddRange(await EmbedAsync(embedder, inputs, cancellationToken));
        }

        return vectors;
    }

    /// <summary>Unit vectors of texts that are sent as they are.</summary>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(
        IEmbeddingGenerator<string, Embedding<float>> embedder, string[] inputs, CancellationToken cancellationToken)
    {
        using var span = IsRemote(embedder) ? SearchTelemetry.StartEmbeddings(Remote.Provider, Remote.Model, inputs.Length) : null;
        GeneratedEmbeddings<Embedding<float>> answer = await embedder.GenerateAsync(inputs, options: null, cancellationToken);
        if (answer.Count != inputs.Length)
        {
            throw new InvalidDataException($"The embedder gave {answer.Count} vectors for {inputs.Length} texts.");
        }

        span?.SetTag("gen_ai.usage.input_tokens", answer.Usage?.InputTokenCount);
        return [.. answer.Select(embedding => UnitVector.Of(embedding.Vector))];
    }
}
