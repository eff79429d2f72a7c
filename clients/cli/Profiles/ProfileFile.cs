using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Transport;

namespace PromptIntel.Cli.Profiles;

/// <summary>
/// Profiles in a file that only its owner may read: <c>promptintel/profiles.json</c> in the user's configuration directory, or in what
/// <c>PROMPTINTEL_CONFIG</c> names. It is replaced as a whole, never half-written.
/// </summary>
internal static class ProfileFile
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = Owners | UnixFileMode.UserExecute;

    private static readonly JsonSerializerOptions Json = new(ClientJson.Options) { WriteIndented = true };

    public static string Path => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("PROMPTINTEL_CONFIG") is { Length: > 0 } chosen
            ? chosen
            : System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "promptintel"),
        "profiles.json");

    /// <exception cref="UsageException">Others may read it, or it is damaged.</exception>
    public static ProfileList Read()
    {
        if (!File.Exists(Path))
        {
            return new ProfileList(null, []);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ~Owners) != 0)
        {
            throw new UsageException($"{Path} holds keys and may be read by others: chmod 600 '{Path}'");
        }

        try
        {
            return JsonSerializer.Deserialize<ProfileList>(File.ReadAllText(Path), Json) is { Profiles: not null } list
                ? list
                : throw new JsonException("It is empty.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{Path} is damaged: {exception.Message} Remove it and log in again.");
        }
    }

    public static void Write(ProfileList list)
    {
        string directory = System.IO.Path.GetDirectoryName(Path)!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnersDirectory);
            options.UnixCreateMode = Owners;
        }

        string written = System.IO.Path.Combine(directory, $"profiles.{Guid.CreateVersion7():N}");

        using (var file = new FileStream(written, options))
        {
            JsonSerializer.Serialize(file, list, Json);
        }

        File.Move(written, Path, overwrite: true);
    }
}
