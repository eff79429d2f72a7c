using System.Globalization;

namespace PromptIntel.AppHost;

/// <summary>Who listens on a port, as far as Linux tells this user.</summary>
internal static class PortHolder
{
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int Inode = 9;
    private const string Listening = "0A";

    /// <returns>Such as <c>process 4711 (dotnet)</c>; null where it cannot be seen.</returns>
    public static string? Find(int port)
    {
        HashSet<string> sockets =
            [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(file => FindSockets(file, port))];
        return sockets.Count == 0 ? null
            : Directory.EnumerateDirectories("/proc").Where(HasNumber).FirstOrDefault(process => Holds(process, sockets)) is { } found
            ? $"process {Path.GetFileName(found)} ({File.ReadAllText($"{found}/comm").Trim()})"
            : null;
    }

    private static IEnumerable<string> FindSockets(string file, int port) => File.ReadLines(file)
        .Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields[State] == Listening && fields[LocalAddress].EndsWith($":{port:X4}", StringComparison.Ordinal))
        .Select(fields => $"socket:[{fields[Inode]}]");

    private static bool HasNumber(string directory) => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out _);

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"{process}/fd")
                .EnumerateFiles()
                .Any(file => file.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception unseen) when (unseen is UnauthorizedAccessException or IOException)
        {
            // Somebody else's process, or one that has just ended.
            return false;
        }
    }
}
