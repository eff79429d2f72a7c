using PromptIntel.Core.Documents;

using UglyToad.PdfPig.Core;

namespace PromptIntel.DocumentReader;

/// <summary>How a text is turned against the page, clockwise.</summary>
internal enum Turn
{
    None,
    Right,
    Over,
    Left,
}

internal static class Turns
{
    /// <summary>The glyph as it stands when the page is turned so that its text runs to the right.</summary>
    /// <param name="start">Of the baseline, from the bottom left corner of the page.</param>
    public static Glyph Upright(
        this Turn turn, string text, PdfPoint start, PdfPoint end, double size, double width, double height)
    {
        (double left, double right, double baseline) = turn switch
        {
            Turn.Right => (height - start.Y, height - end.Y, width - start.X),
            Turn.Over => (width - start.X, width - end.X, start.Y),
            Turn.Left => (start.Y, end.Y, start.X),
            _ => (start.X, end.X, height - start.Y),
        };
        return new Glyph(text, Math.Min(left, right), Math.Max(left, right), baseline, size);
    }

    /// <summary>A box of the turned page on the page as it is.</summary>
    public static Box Back(this Turn turn, Box box, double width, double height) => turn switch
    {
        Turn.Right => new Box(width - box.Bottom, box.Left, width - box.Top, box.Right),
        Turn.Over => new Box(width - box.Right, height - box.Bottom, width - box.Left, height - box.Top),
        Turn.Left => new Box(box.Top, height - box.Right, box.Bottom, height - box.Left),
        _ => box,
    };
}
