namespace PromptIntel.Core.Search.Lexical;

/// <summary>What one search sees: the first <see cref="Count"/> rows of arrays that only grow, and the marks of the removed ones.</summary>
internal sealed record Bm25Snapshot<TDocument>
    where TDocument : class
{
    private readonly long _liveBodyLength;
    private readonly ulong[] _dead = [];

    public static Bm25Snapshot<TDocument> Empty { get; } = new();

    public TDocument[] Documents { get; private init; } = [];

    public int[] BodyLengths { get; private init; } = [];

    public int Count { get; private init; }

    public int DeadCount { get; private init; }

    public int LiveCount => Count - DeadCount;

    public float AverageBodyLength => LiveCount == 0 ? 0 : (float)_liveBodyLength / LiveCount;

    public bool IsLive(int row) => row / 64 >= _dead.Length || (_dead[row / 64] & (1UL << (row % 64))) == 0;

    /// <summary>Writes behind the last row of the shared arrays: only the newest snapshot may be extended, once.</summary>
    public Bm25Snapshot<TDocument> With(TDocument document, int bodyLength)
    {
        (TDocument[] documents, int[] lengths) = (Documents, BodyLengths);
        if (Count == documents.Length)
        {
            int capacity = Math.Max(16, Count * 2);
            Array.Resize(ref documents, capacity);
            Array.Resize(ref lengths, capacity);
        }

        documents[Count] = document;
        lengths[Count] = bodyLength;
        return new(this) { Documents = documents, BodyLengths = lengths, Count = Count + 1, LiveBodyLength = _liveBodyLength + bodyLength };
    }

    public Bm25Snapshot<TDocument> Without(int row, int bodyLength)
    {
        ulong[] dead = new ulong[(Count + 63) / 64];
        _dead.CopyTo(dead, 0);
        dead[row / 64] |= 1UL << (row % 64);
        return new(this) { Dead = dead, DeadCount = DeadCount + 1, LiveBodyLength = _liveBodyLength - bodyLength };
    }

    private ulong[] Dead
    {
        init => _dead = value;
    }

    private long LiveBodyLength
    {
        init => _liveBodyLength = value;
    }
}
