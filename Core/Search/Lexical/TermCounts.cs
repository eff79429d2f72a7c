using System.Runtime.InteropServices;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>The terms of one document with their weighted counts in the short fields and in the body.</summary>
internal sealed record TermCounts(IReadOnlyDictionary<string, (float Head, float Body)> Counts, int BodyLength)
{
    /// <summary>A body is read up to here; what a text is about is said before.</summary>
    private const int MaxBodyLength = 64 * 1024;

    public static TermCounts Of(FieldedText text, Bm25Weights weights)
    {
        Dictionary<string, (float Head, float Body)> counts = new(StringComparer.Ordinal);
        Add(counts, text.Name, weights.Name, isBody: false);
        Add(counts, text.Description, weights.Description, isBody: false);
        Add(counts, text.Tags, weights.Tags, isBody: false);
        int length = Add(counts, text.Body.AsSpan(0, Math.Min(text.Body.Length, MaxBodyLength)), weights.Body, isBody: true);
        return new TermCounts(counts, length);
    }

    /// <summary>The distinct terms of a query.</summary>
    public static IReadOnlyList<string> OfQuery(ReadOnlySpan<char> text)
    {
        Dictionary<string, (float Head, float Body)> counts = new(StringComparer.Ordinal);
        Add(counts, text, 1, isBody: false);
        return [.. counts.Keys];
    }

    private static int Add(Dictionary<string, (float Head, float Body)> counts, ReadOnlySpan<char> text, float weight, bool isBody)
    {
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        TermReader reader = new(text, stackalloc char[TermReader.MaxWordLength]);
        int length = 0;
        while (reader.MoveNext())
        {
            ref (float Head, float Body) count = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, reader.Current, out _);
            count = isBody ? (count.Head, count.Body + weight) : (count.Head + weight, count.Body);
            length++;
        }

        return length;
    }
}
