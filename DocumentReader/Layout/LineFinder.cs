using System.Collections.Immutable;
using System.Text;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>Puts glyphs into words and words into segments by where they stand; the order of the file says nothing.</summary>
internal static class LineFinder
{
    // Parts of the font's size. A space is rarely narrower than a fifth; in justified text rarely wider than one.
    private const double WordGap = 0.17;
    private const double SegmentGap = 1.15;
    private const double SameLine = 0.3;
    private const double RaisedLine = 0.45;
    private const double Ascent = 0.75;
    private const double Descent = 0.25;

    public static ImmutableArray<Segment> Find(IEnumerable<Glyph> glyphs)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();

        foreach (List<Glyph> line in Lines(glyphs))
        {
            line.Sort((one, other) => one.Left.CompareTo(other.Left));
            AddSegments(segments, line);
        }

        return segments.DrainToImmutable();
    }

    /// <summary>Whether two baselines are those of one line; smaller type may be raised or lowered.</summary>
    public static bool IsSameLine(double baseline, double size, double other, double otherSize)
    {
        double larger = Math.Max(size, otherSize);
        double part = Math.Min(size, otherSize) < 0.85 * larger ? RaisedLine : SameLine;
        return Math.Abs(baseline - other) <= part * larger;
    }

    private static List<List<Glyph>> Lines(IEnumerable<Glyph> glyphs)
    {
        var lines = new List<List<Glyph>>();
        Glyph reference = default;

        foreach (Glyph glyph in glyphs.OrderBy(glyph => glyph.Baseline).ThenBy(glyph => glyph.Left))
        {
            if (lines.Count == 0 || !IsSameLine(reference.Baseline, reference.Size, glyph.Baseline, glyph.Size))
            {
                lines.Add([]);
                reference = glyph;
            }

            lines[^1].Add(glyph);

            // The line's own type decides, not a footnote mark above it.
            if (glyph.Size > 1.15 * reference.Size)
            {
                reference = glyph;
            }
        }

        return lines;
    }

    private static void AddSegments(ImmutableArray<Segment>.Builder segments, List<Glyph> line)
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        var word = new List<Glyph>();
        double right = double.NegativeInfinity;
        bool isAfterSpace = false;

        foreach (Glyph glyph in line)
        {
            if (glyph.IsSpace)
            {
                isAfterSpace = true;
                continue;
            }

            double gap = glyph.Left - right;
            double size = word.Count == 0 ? glyph.Size : Math.Max(glyph.Size, word[^1].Size);

            if (word.Count > 0 && (isAfterSpace || gap > WordGap * size))
            {
                words.Add(ToWord(word));
                word.Clear();
            }

            if (words.Count > 0 && word.Count == 0 && gap > SegmentGap * size)
            {
                segments.Add(ToSegment(words));
            }

            word.Add(glyph);
            right = Math.Max(right, glyph.Right);
            isAfterSpace = false;
        }

        if (word.Count > 0)
        {
            words.Add(ToWord(word));
        }

        if (words.Count > 0)
        {
            segments.Add(ToSegment(words));
        }
    }

    private static Word ToWord(List<Glyph> glyphs)
    {
        var text = new StringBuilder();
        glyphs.ForEach(glyph => text.Append(glyph.Text.Trim()));
        double size = glyphs.Max(glyph => glyph.Size);
        double baseline = glyphs.First(glyph => glyph.Size >= size).Baseline;
        var box = new Box(
            glyphs.Min(glyph => glyph.Left), baseline - (Ascent * size), glyphs.Max(glyph => glyph.Right), baseline + (Descent * size));
        return new Word(text.ToString(), box, size);
    }

    private static Segment ToSegment(ImmutableArray<Word>.Builder words)
    {
        double size = words.Max(word => word.Size);
        double baseline = words.First(word => word.Size >= size).Box.Bottom - (Descent * size);
        return new Segment(words.DrainToImmutable(), baseline, size);
    }
}
