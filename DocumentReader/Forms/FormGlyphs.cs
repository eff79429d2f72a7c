using System.Collections.Immutable;

using PromptIntel.Core.Documents;
using PromptIntel.DocumentReader.Layout;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>
/// Sets what a form's fields say into their boxes, on the line of the words that are printed beside them, so that a label and its value are
/// read as those of any page. A field that has no printed label gets the file's own in front.
/// </summary>
internal sealed class FormGlyphs
{
    // Parts of the type's size.
    private const double GlyphWidth = 0.5;
    private const double MiddleOverBaseline = 0.3;
    private const double LineHeight = 1.15;
    private const double LabelAbove = 1.8;
    private const double OptionGap = 2.5;

    private const double LargestSize = 12;
    private const double SmallestSize = 4;

    private readonly ImmutableArray<Row> _printed;

    private FormGlyphs(ImmutableArray<Row> printed) => _printed = printed;

    /// <summary>The page with what its fields say.</summary>
    public static PageGlyphs AddTo(PageGlyphs page, ImmutableArray<FormField> fields)
    {
        if (fields.IsEmpty)
        {
            return page;
        }

        ImmutableArray<Glyph> printed = page.Groups.FirstOrDefault(group => group.Turn == Turn.None).Glyphs;
        printed = printed.IsDefault ? [] : printed;
        var form = new FormGlyphs(Row.Group(LineFinder.Find(printed)));
        ImmutableArray<Glyph> all = [.. printed, .. fields.SelectMany(form.Glyphs)];
        return page with { Groups = [(Turn.None, all), .. page.Groups.Where(group => group.Turn != Turn.None)] };
    }

    private IEnumerable<Glyph> Glyphs(FormField field)
    {
        double size = Math.Clamp(field.Box.Height * 0.7, SmallestSize, LargestSize);
        double baseline = field.Lines.Length > 1
            ? field.Box.Top + size
            : ((field.Box.Top + field.Box.Bottom) / 2) + (MiddleOverBaseline * size);
        Row? beside = Beside(field.Box, baseline);
        (size, baseline) = beside is null ? (size, baseline) : (Math.Min(size, beside.Size), beside.Baseline);
        bool isOption = field.IsTicked is not null && Words(beside).Any(
            word => word.Box.Left >= field.Box.Right - 1 && word.Box.Left - field.Box.Right <= OptionGap * size);
        bool isLabelled = isOption || Words(beside).Any(word => word.Box.Right <= field.Box.Left + 1) || HasLabelAbove(field.Box, size);
        string label = isLabelled || field.Label is null ? "" : $"{field.Label}: ";

        return field.IsTicked is { } isTicked
            ? Ticked(field, isTicked, isOption, label, size, baseline)
            : Filled(field, label, size, baseline);
    }

    private static IEnumerable<Glyph> Filled(FormField field, string label, double size, double baseline)
    {
        double step = Math.Min(LineHeight * size, (field.Box.Bottom - baseline) / Math.Max(1, field.Lines.Length - 1));
        return field.Lines.SelectMany((line, i) => Line(
            i == 0 ? label + line : line, field.Box.Left, field.Box.Right, baseline + (i * Math.Max(step, size / 2)), size));
    }

    /// <summary>
    /// A box before words is an option. One that stands alone answers yes when it is ticked, and nothing when it is not: nobody need have
    /// seen it.
    /// </summary>
    private static IEnumerable<Glyph> Ticked(FormField field, bool isTicked, bool isOption, string label, double size, double baseline)
    {
        string text = label + (isTicked ? isOption ? "☒" : "☒ Yes" : "☐");
        double right = Math.Max(field.Box.Right, field.Box.Left + (isOption ? 0 : GlyphWidth * size * text.Length));
        return Line(text, field.Box.Left, right, baseline, size);
    }

    /// <summary>The printed line whose words stand beside the field, nearest to where its own would.</summary>
    private Row? Beside(Box box, double baseline) => _printed
        .Where(row => row.Baseline > box.Top && row.Baseline - (MiddleOverBaseline * row.Size) < box.Bottom)
        .Where(row => Words(row).Any(word => word.Box.Right <= box.Left + 1 || word.Box.Left >= box.Right - 1))
        .MinBy(row => Math.Abs(row.Baseline - baseline));

    private static IEnumerable<Word> Words(Row? row) => row?.Segments.SelectMany(segment => segment.Words) ?? [];

    private bool HasLabelAbove(Box box, double size) => _printed.Any(
        row => row.Baseline <= box.Top + (MiddleOverBaseline * size) && row.Baseline >= box.Top - (LabelAbove * size)
            && row.Segments.Any(segment => segment.Left < box.Right && segment.Right > box.Left));

    /// <summary>As wide as type of the size is, or as narrow as the field.</summary>
    private static IEnumerable<Glyph> Line(string text, double left, double right, double baseline, double size)
    {
        string[] glyphs = [.. text.EnumerateRunes().Select(rune => GlyphText.Clean(rune.ToString())).OfType<string>()];
        double width = Math.Min(GlyphWidth * size, (right - left) / Math.Max(1, glyphs.Length));
        return glyphs.Select((glyph, i) => new Glyph(glyph, left + (i * width), left + ((i + 1) * width), baseline, size));
    }
}
