using System.Globalization;

namespace PromptIntel.Web.Pages.Runs;

/// <summary>Durations, tokens, cost and sizes as people write them.</summary>
internal static class Written
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Seconds(double? seconds) => seconds switch
    {
        null => "",
        < 0.001 => "< 1 ms",
        < 1 => string.Create(Plain, $"{seconds * 1000:0} ms"),
        < 100 => string.Create(Plain, $"{seconds:0.00} s"),
        < 7200 => string.Create(Plain, $"{seconds / 60:0} min"),
        < 48 * 3600 => string.Create(Plain, $"{seconds / 3600:0} h"),
        _ => string.Create(Plain, $"{seconds / 86400:0} days"),
    };

    /// <summary>In and out; nothing where no model said.</summary>
    public static string Tokens(RunUsage usage) => (usage.InputTokens, usage.OutputTokens) switch
    {
        (null, null) => "",
        var (asked, answered) => string.Create(Plain, $"{asked ?? 0:N0} in, {answered ?? 0:N0} out"),
    };

    public static string Cost(double? dollars) => dollars is { } cost ? string.Create(Plain, $"${cost:0.######}") : "";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(Plain, $"{bytes} bytes"),
        < 1 << 20 => string.Create(Plain, $"{bytes / 1024.0:0.0} KB"),
        _ => string.Create(Plain, $"{bytes / 1048576.0:0.0} MB"),
    };
}
