using System.Diagnostics;

namespace PromptIntel.Tests.Shared.Servers;

/// <summary>The scripts of eng/servers: servers are found, started and broken there, for tests and the AppHost alike.</summary>
internal static class ServerScript
{
    private const int NotInstalled = 3;
    private const string Servers = "PROMPTINTEL_TEST_SERVERS";

    /// <summary>Why no server is started and no browser either; null when those that are there may be.</summary>
    public static string? LeftOut { get; } =
        Environment.GetEnvironmentVariable(Servers) == "none" ? $"left out: {Servers} is none, as eng/test --fast has it" : null;

    /// <summary>What eng/servers/<paramref name="name"/> printed.</summary>
    /// <exception cref="InvalidOperationException">The script failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string name, params IEnumerable<string> arguments)
    {
        using Process process = Start(name, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"eng/servers/{name}: {output}{await error}");
    }

    /// <summary>Why tests that need the server are skipped; null when it is installed.</summary>
    public static string? FindSkipReason(string name, params IEnumerable<string> options)
    {
        if (LeftOut is not null)
        {
            return LeftOut;
        }

        if (!OperatingSystem.IsLinux())
        {
            return $"needs the server {name}, which the scripts run on Linux only";
        }

        using Process process = Start(name, ["check", .. options]);
        string reason = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == NotInstalled ? reason.Trim() : null;
    }

    /// <summary>The directory of the repository.</summary>
    public static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(folder.FullName, "PromptIntel.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("PromptIntel.sln was not found above the test's folder.");
        }

        return folder.FullName;
    }

    private static Process Start(string name, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Path.Combine(FindRoot(), "eng", "servers", name), arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
