using PromptIntel.Core.Documents;

using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>Where a place in the file's own coordinates lies on the page as it is shown.</summary>
/// <param name="Left">Of what is visible, in the file's coordinates; the others likewise.</param>
internal sealed record PageFrame(double Left, double Bottom, double Right, double Top, int Rotation)
{
    public static PageFrame? Of(Page page, NodeChain nodes) =>
        Corners(nodes.Own<ArrayToken>("CropBox") ?? nodes.Inherited<ArrayToken>("MediaBox"), nodes) is { } visible
            ? new PageFrame(visible.Left, visible.Top, visible.Right, visible.Bottom, page.Rotation.Value)
            : null;

    /// <summary>From the top left corner of the page; null for what is no rectangle or lies elsewhere.</summary>
    public Box? Place(ArrayToken corners, NodeChain nodes)
    {
        if (Corners(corners, nodes) is not { } raw)
        {
            return null;
        }

        double width = Right - Left;
        double height = Top - Bottom;
        (double left, double right) = (raw.Left - Left, raw.Right - Left);
        (double low, double high) = (raw.Top - Bottom, raw.Bottom - Bottom);
        (Box box, double across, double down) = Rotation switch
        {
            90 => (new Box(low, left, high, right), height, width),
            180 => (new Box(width - right, low, width - left, high), width, height),
            270 => (new Box(height - high, width - right, height - low, width - left), height, width),
            _ => (new Box(left, height - high, right, height - low), width, height),
        };
        return box is { Width: >= 1, Height: >= 1, Left: >= -1, Top: >= -1 } && box.Right <= across + 1 && box.Bottom <= down + 1
            ? box
            : null;
    }

    /// <summary>In order, upwards: the box's top is the lower edge.</summary>
    private static Box? Corners(ArrayToken? array, NodeChain nodes)
    {
        double[] numbers = [.. (array?.Data ?? []).Take(5).Select(nodes.Resolve).OfType<NumericToken>().Select(number => number.Double)];
        return numbers.Length == 4 && numbers.All(number => Math.Abs(number) < 100_000)
            ? new Box(
                Math.Min(numbers[0], numbers[2]), Math.Min(numbers[1], numbers[3]),
                Math.Max(numbers[0], numbers[2]), Math.Max(numbers[1], numbers[3]))
            : null;
    }
}
