using System.Globalization;

namespace PromptIntel.Web.Layout;

/// <summary>How long ago, or how soon, in the largest unit that fits.</summary>
internal static class RelativeTime
{
    private static readonly (TimeSpan Length, string Name)[] Units =
    [
        (TimeSpan.FromDays(365), "year"), (TimeSpan.FromDays(30), "month"), (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromHours(1), "hour"), (TimeSpan.FromMinutes(1), "minute"), (TimeSpan.FromSeconds(1), "second"),
    ];

    public static string Of(DateTimeOffset at, DateTimeOffset now)
    {
        TimeSpan distance = (now - at).Duration();

        foreach ((TimeSpan length, string name) in Units)
        {
            if (distance >= length)
            {
                long count = distance.Ticks / length.Ticks;
                string text = string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}");
                return at <= now ? $"{text} ago" : $"in {text}";
            }
        }

        return "just now";
    }
}
