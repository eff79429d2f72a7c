using System.Text;

namespace PromptIntel.Extraction.Text;

/// <summary>A stretch of the source. Every value that is read keeps the slice it came from.</summary>
internal readonly record struct Slice(string Source, int Start, int End)
{
    private const int LongestQuoted = 200;

    public int Length => End - Start;

    public bool IsEmpty => End <= Start;

    public ReadOnlySpan<char> Span => Source.AsSpan(Start, Length);

    /// <summary>By place: a hash of the text would cost its whole length for every slice of it.</summary>
    public override int GetHashCode() => HashCode.Combine(Start, End);

    public override string ToString() => Source[Start..End];

    public Slice From(int start, int end) => new(Source, start, end);

    /// <summary>Without white space, Markdown emphasis and enclosing quotation marks at either end.</summary>
    public Slice Trim()
    {
        var (start, end) = (Start, End);

        while (start < end && IsPadding(Source[start]))
        {
            start++;
        }

        while (end > start && IsPadding(Source[end - 1]) && !ClosesInside(start, end - 1))
        {
            end--;
        }

        return new Slice(Source, start, end);
    }

    /// <summary>The last quotation mark closes one within: SIA "Acme".</summary>
    private bool ClosesInside(int start, int last) => last - start < LongestQuoted && Source[last] switch
    {
        '"' => Source.AsSpan(start, last - start).Count('"') % 2 == 1,
        '”' or '“' => Source.AsSpan(start, last - start).IndexOfAny('“', '„') >= 0,
        '»' => Source.AsSpan(start, last - start).Contains('«'),
        _ => false,
    };

    /// <summary>Also without closing punctuation, which belongs to the sentence and not to the value.</summary>
    public Slice TrimSentence()
    {
        var trimmed = Trim();
        var end = trimmed.End;

        while (end > trimmed.Start && Source[end - 1] is ',' or ';' or ':' or '!')
        {
            end--;
        }

        if (end > trimmed.Start
            && Source[end - 1] == '.'
            && !Sentences.EndsInAbbreviation(Source.AsSpan(trimmed.Start, end - trimmed.Start)))
        {
            end--;
        }

        return new Slice(Source, trimmed.Start, end).Trim();
    }

    /// <summary>On one line, runs of white space as single spaces; words broken at the end of a line are whole again.</summary>
    public string Flat()
    {
        var flat = new StringBuilder();

        for (var at = Start; at < End;)
        {
            var isNewLine = false;

            for (; at < End && char.IsWhiteSpace(Source[at]); at++)
            {
                isNewLine |= Source[at] == '\n';
            }

            var start = at;

            while (at < End && !char.IsWhiteSpace(Source[at]))
            {
                at++;
            }

            Append(flat, Source.AsSpan(start, at - start), isNewLine);
        }

        return flat.ToString();
    }

    private static void Append(StringBuilder flat, ReadOnlySpan<char> part, bool isNewLine)
    {
        if (part.IsEmpty)
        {
            return;
        }

        // "Home- and away kit" breaks no word.
        var isBroken = isNewLine && flat.Length > 1 && flat[^1] == '-' && char.IsLetter(flat[^2]) && char.IsLetter(part[0])
            && part is not ("and" or "or" or "und" or "oder" or "y" or "et");

        // "Hand-" and "ball" are one word, "Saint-" and "Martin" two.
        flat.Length -= isBroken && char.IsLower(part[0]) ? 1 : 0;
        flat.Append(flat.Length > 0 && !isBroken ? " " : "").Append(part);
    }

    private static bool IsPadding(char c) =>
        char.IsWhiteSpace(c) || c is '*' or '_' or '`' or '"' or '“' or '”' or '„' or '«' or '»';
}
