namespace PromptIntel.Extraction.Text;

/// <summary>
/// One line without its terminator. <paramref name="IsMuted"/>: a quotation, or under a heading about examples or somebody else.
/// </summary>
internal readonly record struct Line(int Start, int End, bool IsMuted);

/// <summary>The source text with its tokens, lines and sentences; built once for a request.</summary>
internal sealed class SourceDocument
{
    /// <summary>In characters: <see cref="TokenAt"/> is asked for every label and answer, and steps over fewer tokens than this.</summary>
    private const int Stride = 16;

    private readonly int[] _firstTokens;
    private readonly Dictionary<string[], bool> _spoken = new(ReferenceEqualityComparer.Instance);

    public SourceDocument(string text)
    {
        Text = text = LineSplitter.Unify(text);
        Tokens = Tokenizer.Split(text);
        _firstTokens = FirstTokens(text.Length, Tokens);
        Lines = LineSplitter.Split(text, Spend);
        Wraps = LineBreaks.Wraps(text, Lines);
        NumberWidths = NumberedLines.Of(text, Lines);
        Sentences = Extraction.Text.Sentences.Split(text, Tokens, at => Wraps[LineAt(at)]);
    }

    /// <summary>The source with every line break as <c>\n</c>; all offsets are the source's own.</summary>
    public string Text { get; }

    /// <summary>Characters and tokens looked at by work that is done more than once over a text; grows in step with its length.</summary>
    public long Work { get; private set; }

    public Token[] Tokens { get; }

    public List<Line> Lines { get; }

    /// <summary>Of each line: the text wraps at its end and goes on with the next.</summary>
    public bool[] Wraps { get; }

    /// <summary>Of each line: the length of the bare number that counts it; 0 without one.</summary>
    public int[] NumberWidths { get; }

    public List<Sentence> Sentences { get; }

    public void Spend(int work) => Work += work;

    public Slice Slice(int start, int end) => new(Text, start, end);

    public ReadOnlySpan<Token> TokensOf(Slice slice) => Tokens.AsSpan(TokenAt(slice.Start)..TokenAt(slice.End));

    /// <summary>Index of the first token that starts at <paramref name="offset"/> or later.</summary>
    public int TokenAt(int offset)
    {
        var token = _firstTokens[Math.Min(Math.Max(0, offset) / Stride, _firstTokens.Length - 1)];

        while (token < Tokens.Length && Tokens[token].Start < offset)
        {
            token++;
        }

        return token;
    }

    /// <summary>One of the phrases, each of one word or two in lower case, stands in the text.</summary>
    public bool SpeaksOf(string[] phrases)
    {
        if (!_spoken.TryGetValue(phrases, out var isSpoken))
        {
            _spoken[phrases] = isSpoken = Array.Exists(phrases, phrase => Holds(phrase.Split(' ')));
        }

        return isSpoken;
    }

    private bool Holds(string[] words)
    {
        for (var i = 0; i < Tokens.Length; i++)
        {
            if (Tokens[i].Is(words[0]) && (words.Length == 1 || (i + 1 < Tokens.Length && Tokens[i + 1].Is(words[1]))))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsMuted(int offset) => Lines.Count > 0 && Lines[LineAt(offset)].IsMuted;

    /// <summary>Index of the line that holds an offset.</summary>
    public int LineAt(int offset)
    {
        var (low, high) = (0, Lines.Count - 1);

        while (low < high)
        {
            var middle = (low + high + 1) / 2;

            if (Lines[middle].Start <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private static int[] FirstTokens(int length, Token[] tokens)
    {
        var first = new int[(length / Stride) + 1];
        var token = 0;

        for (var i = 0; i < first.Length; i++)
        {
            while (token < tokens.Length && tokens[token].Start < i * Stride)
            {
                token++;
            }

            first[i] = token;
        }

        return first;
    }
}
