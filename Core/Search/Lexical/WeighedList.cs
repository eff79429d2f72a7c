namespace PromptIntel.Core.Search.Lexical;

/// <summary>A term of a query: its documents, and what one step of impact gives by the term's part of the query.</summary>
internal readonly record struct WeighedList(PostingList List, float Weight)
{
    /// <summary>No document gets more.</summary>
    public float Bound => Weight * List.MostImpact;

    /// <summary>Adds to the score of every document that carries the term, of those that the scores are of.</summary>
    public void AddTo(Span<float> scores)
    {
        foreach (Posting posting in List.Postings)
        {
            if (posting.Document >= scores.Length)
            {
                return;
            }

            scores[posting.Document] += Weight * posting.Impact;
        }
    }

    /// <summary>Adds to the score of the documents given, in ascending order, where they carry the term.</summary>
    public void AddTo(Span<float> scores, List<int> documents)
    {
        ReadOnlySpan<Posting> rest = List.Postings;

        foreach (int document in documents)
        {
            rest = rest[Before(rest, document)..];

            if (rest.IsEmpty)
            {
                return;
            }

            if (rest[0].Document == document)
            {
                scores[document] += Weight * rest[0].Impact;
            }
        }
    }

    /// <summary>How many postings lie before the document: steps of doubling length, then halving.</summary>
    public static int Before(ReadOnlySpan<Posting> postings, int document)
    {
        int step = 1;

        while (step < postings.Length && postings[step - 1].Document < document)
        {
            step *= 2;
        }

        int low = step / 2;
        int high = Math.Min(step, postings.Length);

        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = postings[middle].Document < document ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
