using System.Text.Json.Serialization;

namespace PromptIntel.Core.Documents;

/// <summary>
/// A rectangle on a page, in points from the top left corner, to a tenth. As JSON <c>[left, top, right, bottom]</c>.
/// </summary>
[JsonConverter(typeof(BoxConverter))]
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    /// <summary>The smallest that holds both.</summary>
    public Box Union(Box other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The smallest that holds all of at least one.</summary>
    public static Box Around(IEnumerable<Box> boxes) => boxes.Aggregate((one, other) => one.Union(other));
}
