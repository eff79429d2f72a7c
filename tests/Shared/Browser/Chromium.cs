using Microsoft.Playwright;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Tests.Shared.Browser;

/// <summary>
/// The system's own Chromium, the one without a window where that is installed: the same engine in two thirds of the time. No browser is
/// ever downloaded.
/// </summary>
internal static class Chromium
{
    public static string MissingReason => ServerScript.LeftOut ?? "no chromium on PATH; eng/install-test-tools installs it";

    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Null when there is none.</summary>
    public static string? Find() => ServerScript.LeftOut is not null
        ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => Names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string executable) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments, Headless = true });
}
