using Microsoft.Extensions.Configuration;

namespace PromptIntel.Adapters.Firestore;

/// <summary>Where Firestore is and who we are there.</summary>
/// <param name="Account">Null for the emulator, which lets everybody in.</param>
internal sealed record FirestoreLocation(Uri Address, string Project, ServiceAccount? Account)
{
    public const string ServiceAccountKey = "FIREBASE_SERVICE_ACCOUNT_PATH";
    public const string EmulatorKey = "FIRESTORE_EMULATOR_HOST";
    public const string ProjectKey = "GOOGLE_CLOUD_PROJECT";

    private const string EmulatorProject = "demo-promptintel";

    private static readonly Uri Production = new("https://firestore.googleapis.com/");

    /// <summary>Null when neither key is set. The emulator wins, as in all of Google's clients.</summary>
    /// <exception cref="FirestoreConfigurationException">What is set cannot be used.</exception>
    public static FirestoreLocation? Read(IConfiguration configuration)
    {
        string? project = TextOf(configuration, ProjectKey);

        if (TextOf(configuration, EmulatorKey) is { } host)
        {
            return !host.Contains('/', StringComparison.Ordinal) && Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? address)
                ? new FirestoreLocation(address, project ?? EmulatorProject, null)
                : throw new FirestoreConfigurationException($"{EmulatorKey} must be host:port.");
        }

        if (TextOf(configuration, ServiceAccountKey) is not { } path)
        {
            return null;
        }

        var account = ServiceAccount.Read(path);
        return new FirestoreLocation(Production, project ?? account.Project, account);
    }

    private static string? TextOf(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
