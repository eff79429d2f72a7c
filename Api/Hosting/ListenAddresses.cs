using System.Net;

using PromptIntel.Api.Commands;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Hosting;

/// <summary>Where the service listens: <c>urls</c> when configured, else <c>PORT</c> on every interface, else loopback.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://localhost:5080";

    private const string AnyPort = "http://127.0.0.1:0";
    private const string Separator = ";";

    /// <summary>Names an address when neither the command line, the environment nor a settings file does.</summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder, string[] args)
    {
        if (CommandLine.TakesAnyPort(args))
        {
            builder.WebHost.UseUrls(AnyPort);
            return;
        }

        ConfigurationManager configuration = builder.Configuration;

        if (Split(configuration["urls"]).Any(url => !IsAddress(url)))
        {
            throw new StartupRefusedException($"urls must be http or https addresses, such as {Default}, with ; between several.");
        }

        if (!string.IsNullOrEmpty(configuration["urls"]) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            return;
        }

        // PORT is what Cloud Run and its like set; it goes before the HTTP_PORTS that .NET's images set.
        if (configuration["PORT"] is { Length: > 0 } port)
        {
            builder.WebHost.UseUrls(int.TryParse(port, out int number) && number is > 0 and <= ushort.MaxValue
                ? $"http://0.0.0.0:{number}"
                : throw new StartupRefusedException($"PORT must be a port number, not '{port}'."));
        }
        else if (string.IsNullOrEmpty(configuration["http_ports"]) && string.IsNullOrEmpty(configuration["https_ports"]))
        {
            builder.WebHost.UseUrls(Default);
        }
    }

    /// <summary>The configured addresses that others than this machine can reach.</summary>
    public static IEnumerable<string> Reachable(IConfiguration configuration)
    {
        IEnumerable<string> urls = Split(configuration["urls"]);
        IEnumerable<string> endpoints = configuration.GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>();
        IEnumerable<string> ports = urls.Any()
            ? []
            : Split(configuration["http_ports"]).Concat(Split(configuration["https_ports"])).Select(port => $"http://*:{port}");
        return urls.Concat(endpoints).Concat(ports).Where(url => !IsLoopback(url));
    }

    private static bool IsAddress(string url)
    {
        try
        {
            // A port that is no number would become a part of the host, which listens on every interface.
            return BindingAddress.Parse(url) is
            {
                Scheme: "http" or "https", Host: { Length: > 0 } host,
                Port: >= 0 and <= ushort.MaxValue
            } address
                && (!host.Contains(':', StringComparison.Ordinal) || host.StartsWith('[') || address.IsUnixPipe || address.IsNamedPipe);
        }
        catch (FormatException)
        {
            // The framework has no way to ask.
            return false;
        }
    }

    private static bool IsLoopback(string url)
    {
        string host = BindingAddress.Parse(url).Host;
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
