using System.Security.Cryptography.X509Certificates;

using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// Where the dashboard and what feeds it listen. The launch profile says so; whatever of it is missing is filled in here, so that the
/// AppHost starts without a profile too. <c>Ports:Dashboard</c>, <c>Ports:Telemetry</c> and <c>Ports:Resources</c> choose other ports.
/// </summary>
internal static class Addresses
{
    public const string Dashboard = "ASPNETCORE_URLS";

    private const string Unsecured = "ASPIRE_ALLOW_UNSECURED_TRANSPORT";

    /// <summary>What marks the certificate that `dotnet dev-certs` makes.</summary>
    private const string DevelopmentCertificate = "1.3.6.1.4.1.311.84.1.1";

    /// <summary>Each address by its key, with what listens there, the setting of its port, and where it is by default.</summary>
    public static IReadOnlyList<(string Key, string Use, string Setting, string Default)> All { get; } =
    [
        (Dashboard, "the dashboard", "Ports:Dashboard", "http://localhost:15180"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry", "Ports:Telemetry", "http://localhost:19180"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's resources", "Ports:Resources", "http://localhost:20180"),
    ];

    /// <summary>Writes what is missing, and the ports that settings choose, into the configuration.</summary>
    public static void Complete(IConfigurationManager configuration)
    {
        var completed = new Dictionary<string, string?>();

        foreach ((string key, _, string setting, string address) in All)
        {
            Uri now = Parse(configuration[key]).FirstOrDefault() ?? new Uri(address);

            if (Ports.TryRead(configuration, setting, out int port))
            {
                completed[key] = $"{now.Scheme}://{now.Host}:{port}";
            }
            else if (string.IsNullOrWhiteSpace(configuration[key]))
            {
                completed[key] = address;
            }
        }

        configuration.AddInMemoryCollection(completed);

        if (string.IsNullOrWhiteSpace(configuration[Unsecured])
            && All.SelectMany(address => Parse(configuration[address.Key])).All(IsSecureOrLocal))
        {
            configuration.AddInMemoryCollection([new(Unsecured, "true")]);
        }
    }

    /// <summary>What is wrong with the addresses themselves, with what to do about it.</summary>
    public static IEnumerable<string> FindProblems(IConfiguration configuration)
    {
        foreach ((string key, string use, _, _) in All)
        {
            foreach (string address in Split(configuration[key]).Where(address => !IsAddress(address)))
            {
                yield return $"{key}, of {use}, must be a URL such as http://localhost:15180, not '{address}'.";
            }
        }

        Uri[] all = [.. All.SelectMany(address => Parse(configuration[address.Key]))];

        if (all.Any(address => address.Scheme == Uri.UriSchemeHttps) && !HasCertificate())
        {
            yield return "https needs the development certificate, and this machine has none: run `dotnet dev-certs https --trust`, "
                + "or take `--launch-profile http`.";
        }

        if (!configuration.GetValue(Unsecured, false)
            && all.Where(address => address.Scheme == Uri.UriSchemeHttp).MinBy(address => address.IsLoopback) is { } plain)
        {
            yield return $"{plain} is not encrypted: take https addresses, or set {Unsecured}=true.";
        }
    }

    /// <summary>The addresses of a key, without those that are none.</summary>
    public static IEnumerable<Uri> Parse(string? addresses) => Split(addresses).Where(IsAddress).Select(address => new Uri(address));

    private static string[] Split(string? addresses) =>
        (addresses ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Port > 0;

    private static bool IsSecureOrLocal(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;

    private static bool HasCertificate()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates.Find(X509FindType.FindByExtension, DevelopmentCertificate, validOnly: false).Any(
            certificate => certificate.HasPrivateKey);
    }
}
