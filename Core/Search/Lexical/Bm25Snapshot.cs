namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// What one search sees: the first <see cref="Count"/> rows of an array that only grows, and the marks of the removed ones.
/// </summary>
internal sealed record Bm25Snapshot<TDocument>
    where TDocument : class
{
    private readonly ulong[] _dead = [];

    public static Bm25Snapshot<TDocument> Empty { get; } = new();

    public TDocument[] Documents { get; private init; } = [];

    public int Count { get; private init; }

    public int DeadCount { get; private init; }

    public int LiveCount => Count - DeadCount;

    private ulong[] Dead
    {
        init => _dead = value;
    }

    public bool IsLive(int row) => row / 64 >= _dead.Length || (_dead[row / 64] & (1UL << (row % 64))) == 0;

    /// <summary>Clears the bits of removed rows and of those that are not of this snapshot.</summary>
    public void KeepLiving(Span<ulong> rows)
    {
        for (int word = 0; word < rows.Length; word++)
        {
            ulong within = (word + 1) * 64 <= Count ? ulong.MaxValue : word * 64 >= Count ? 0 : (1UL << (Count % 64)) - 1;
            rows[word] &= within & ~(word < _dead.Length ? _dead[word] : 0);
        }
    }

    /// <summary>Writes behind the last row of the shared array: only the newest snapshot may be extended, once.</summary>
    public Bm25Snapshot<TDocument> With(TDocument document)
    {
        TDocument[] documents = Documents;

        if (Count == documents.Length)
        {
            Array.Resize(ref documents, Math.Max(16, Count * 2));
        }

        documents[Count] = document;
        return this with { Documents = documents, Count = Count + 1 };
    }

    public Bm25Snapshot<TDocument> Without(int row)
    {
        ulong[] dead = new ulong[(Count + 63) / 64];
        _dead.CopyTo(dead, 0);
        dead[row / 64] |= 1UL << (row % 64);
        return this with { Dead = dead, DeadCount = DeadCount + 1 };
    }
}
