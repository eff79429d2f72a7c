using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace PromptIntel.Api.Commands;

/// <summary>
/// Which names on the command line are settings: those of the host, of this program's sections, and environment variables' names.
/// </summary>
internal static partial class Settings
{
    /// <summary>The sections of <c>PromptIntel</c>; a test compares them with the options.</summary>
    public static readonly FrozenSet<string> Sections = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Analytics", "Api", "Audit", "Auth", "Catalog", "Content", "Documents", "Execution", "Firestore", "Inference", "Postgres", "Redis",
        "Schedules", "Search", "Storage", "Sync", "Users", "Worker");

    private static readonly FrozenSet<string> Host = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "urls", "environment", "contentRoot", "webRoot", "applicationName", "http_ports", "https_ports", "https_port", "AllowedHosts",
        "shutdownTimeoutSeconds", "preferHostingUrls",
        "captureStartupErrors", "detailedErrors", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "preventHostingStartup",
        "suppressStatusMessages", "forwardedHeaders_Enabled");

    private static readonly FrozenSet<string> Roots = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Logging", "ConnectionStrings", "Kestrel", "Aspire", "Authentication", "HealthChecks", "Metrics",
        "Tracing");

    /// <param name="name">Without dashes; with <c>:</c> or <c>__</c> between its parts.</param>
    public static bool IsKnown(string name)
    {
        string[] parts = name.Split(':', 3) is [var whole] ? whole.Split("__", 3) : name.Split(':', 3);

        return parts switch
        {
            // A section as a whole comes from whoever starts the program within a test.
            [var one] => Host.Contains(one) || Roots.Contains(one) || one == "PromptIntel" || Variable().IsMatch(one),
            [var root, var section, ..] when root.Equals("PromptIntel", StringComparison.OrdinalIgnoreCase) => Sections.Contains(section),
            [var root, ..] => Roots.Contains(root),
            _ => false,
        };
    }

    [GeneratedRegex("^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$")]
    private static partial Regex Variable();
}
