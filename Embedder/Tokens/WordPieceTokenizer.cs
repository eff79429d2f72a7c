using System.Collections.Frozen;
using System.Text;

namespace PromptIntel.Embedder.Tokens;

/// <summary>
/// WordPiece over a vocabulary of BERT's uncased models: the ids that the model was trained with, the same as of its own tokenizer except
/// that text such as <c>[SEP]</c> is text here, not the token of that name. Safe for concurrent use.
/// </summary>
internal sealed class WordPieceTokenizer
{
    private const string Continuation = "##";

    /// <summary>Characters of a word; a longer one is unknown as a whole.</summary>
    private const int LongestWord = 100;

    private readonly FrozenDictionary<string, int> _beginnings;
    private readonly FrozenDictionary<string, int> _continuations;
    private readonly int _unknown;
    private readonly int _begin;
    private readonly int _end;

    /// <param name="vocabulary">One token a line, in the order of their ids.</param>
    /// <exception cref="InvalidDataException">A token that every text needs is not in it.</exception>
    public WordPieceTokenizer(IEnumerable<string> vocabulary)
    {
        ILookup<bool, (string Text, int Id)> tokens = vocabulary.Select((token, id) => (token, id))
            .ToLookup(token => token.token.StartsWith(Continuation, StringComparison.Ordinal));
        _beginnings = tokens[false].ToFrozenDictionary(token => token.Text, token => token.Id, StringComparer.Ordinal);
        _continuations = tokens[true].ToFrozenDictionary(
            token => token.Text[Continuation.Length..], token => token.Id, StringComparer.Ordinal);
        (_unknown, _begin, _end) = (Find("[UNK]"), Find("[CLS]"), Find("[SEP]"));
    }

    /// <summary>
    /// The ids of the text between those of its begin and its end; what goes beyond <paramref name="most"/> of them is left out.
    /// </summary>
    public long[] Encode(string text, int most)
    {
        List<long> ids = new(Math.Min(most, (text.Length / 2) + 2)) { _begin };
        var words = new BertWords(text, LongestWord);

        while (ids.Count < most && words.MoveNext())
        {
            AddPieces(ids, words.Current);
        }

        ids.RemoveRange(Math.Min(ids.Count, most - 1), Math.Max(0, ids.Count - (most - 1)));
        ids.Add(_end);
        return [.. ids];
    }

    /// <summary>
    /// The longest piece that the vocabulary has, again and again; of a word with a part that it has not, the unknown token.
    /// </summary>
    private void AddPieces(List<long> ids, List<Rune> word)
    {
        int before = ids.Count;
        Span<char> letters = stackalloc char[2 * (LongestWord + 1)];
        int length = 0;

        foreach (Rune rune in word)
        {
            length += rune.EncodeToUtf16(letters[length..]);
        }

        ReadOnlySpan<char> rest = word.Count > LongestWord ? [] : letters[..length];
        bool isKnown = !rest.IsEmpty;

        while (isKnown && !rest.IsEmpty)
        {
            int taken = TakeLongest(rest, isBeginning: ids.Count == before, out int id);
            isKnown = taken > 0;
            rest = rest[taken..];
            ids.Add(id);
        }

        if (!isKnown)
        {
            ids.RemoveRange(before, ids.Count - before);
            ids.Add(_unknown);
        }
    }

    /// <returns>How many letters the longest piece has; 0 for none.</returns>
    private int TakeLongest(ReadOnlySpan<char> rest, bool isBeginning, out int id)
    {
        var pieces = (isBeginning ? _beginnings : _continuations).GetAlternateLookup<ReadOnlySpan<char>>();

        for (int length = rest.Length; length > 0; length--)
        {
            if (pieces.TryGetValue(rest[..length], out id))
            {
                return length;
            }
        }

        id = _unknown;
        return 0;
    }

    private int Find(string token) =>
        _beginnings.TryGetValue(token, out int id) ? id : throw new InvalidDataException($"The vocabulary has no {token}.");
}
