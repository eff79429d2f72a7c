namespace PromptIntel.Core.Inference.Offline.Text;

/// <summary>One line without its terminator. <paramref name="IsMuted"/>: a quotation, or under a heading about examples or somebody else.</summary>
internal readonly record struct Line(int Start, int End, bool IsMuted);

/// <summary>The source text with its tokens, lines and sentences; built once for a request.</summary>
internal sealed class SourceDocument
{
    public SourceDocument(string text)
    {
        Text = text;
        Tokens = Tokenizer.Split(text);
        Lines = LineSplitter.Split(text);
        Sentences = Offline.Text.Sentences.Split(text, Tokens);
    }

    public string Text { get; }

    public Token[] Tokens { get; }

    public List<Line> Lines { get; }

    public List<Sentence> Sentences { get; }

    public Slice Slice(int start, int end) => new(Text, start, end);

    /// <summary>Index of the first token that starts at <paramref name="offset"/> or later.</summary>
    public int TokenAt(int offset)
    {
        var (low, high) = (0, Tokens.Length);

        while (low < high)
        {
            var middle = (low + high) / 2;

            if (Tokens[middle].Start < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public bool IsMuted(int offset)
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

        return Lines.Count > 0 && Lines[low].IsMuted;
    }
}
