using PromptIntel.Embedder.Tokens;

namespace PromptIntel.Embedder.Model;

/// <summary>Vectors of texts. Safe for concurrent use.</summary>
internal sealed class TextEmbedder(WordPieceTokenizer tokenizer, SentenceModel model, EmbedderOptions options)
{
    private readonly Turns _turns = new(options.Threads);
    private int _requests;

    /// <summary>
    /// The vectors in the order of the texts, and how many tokens were read of all of them; null when as many requests are being worked on
    /// or wait as may.
    /// </summary>
    public async Task<Embedded?> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return Interlocked.Increment(ref _requests) <= options.Threads + options.MaxWaiting
                ? await EmbedInTurnAsync(texts, cancellationToken)
                : null;
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    private async Task<Embedded> EmbedInTurnAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        float[][] vectors = new float[texts.Count][];
        int tokens = 0;

        for (int text = 0; text < vectors.Length; text++)
        {
            await _turns.TakeAsync(isQuery: texts.Count == 1, cancellationToken);

            try
            {
                long[] ids = tokenizer.Encode(texts[text], SentenceModel.MaxTokens);
                vectors[text] = model.Embed(ids);
                tokens += ids.Length;
            }
            finally
            {
                _turns.Release();
            }
        }

        return new Embedded(vectors, tokens);
    }
}

/// <param name="Tokens">What was read of all texts together.</param>
internal sealed record Embedded(float[][] Vectors, int Tokens);
