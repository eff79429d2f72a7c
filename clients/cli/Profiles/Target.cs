using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Profiles;

/// <summary>Which server a command talks to, and by which key.</summary>
/// <param name="Profile">Where they come from; null for neither.</param>
internal sealed record Target(Uri Address, string? Key, string? Profile)
{
    private const string Nearest = "http://localhost:5080";

    /// <summary>
    /// What the command line says, else the environment, else the last login. A profile's key goes to the profile's server and to no other.
    /// </summary>
    /// <exception cref="UsageException">There is no such profile, or the address is none.</exception>
    public static Target Choose(string? server, string? profileName)
    {
        ProfileList list = ProfileFile.Read();
        string? asked = profileName ?? Variable("PROMPTINTEL_PROFILE");
        string? name = asked ?? list.Current;
        Profile? profile = name is null ? null : list.Profiles.GetValueOrDefault(name);

        if (asked is not null && profile is null)
        {
            throw new UsageException($"There is no profile '{asked}'. {(list.Profiles.Count == 0
                ? "promptintel login makes one." : $"There are {string.Join(", ", list.Profiles.Keys)}.")}");
        }

        string address = server
            ?? (profileName is null ? Variable("PROMPTINTEL_SERVER") : null) ?? profile?.Server ?? Nearest;
        Uri uri = Read(address);
        bool isProfiles = profile is not null && Read(profile.Server) == uri;
        return new Target(uri, Variable("PROMPTINTEL_KEY") ?? (isProfiles ? profile!.Key : null), isProfiles ? name : null);
    }

    /// <summary>With a slash at its end, so that a server may stand below a path.</summary>
    /// <exception cref="UsageException">It is no http or https address.</exception>
    public static Uri Read(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri.AbsolutePath.EndsWith('/') ? uri : new Uri($"{uri}/")
            : throw new UsageException($"'{address}' is no address of a server, such as {Nearest}.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
