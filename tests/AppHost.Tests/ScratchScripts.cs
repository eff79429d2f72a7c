using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost.Tests;

/// <summary>
/// A machine on which every server is installed, none runs and nothing answers for containers, until a script of it is written anew.
/// </summary>
internal sealed class ScratchScripts : IDisposable
{
    public ScratchScripts()
    {
        foreach (string server in new[] { "redis", "postgres", "firestore" })
        {
            Write($"eng/servers/{server}", "[ $1 = check ]");
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("promptintel-scripts-").FullName;

    public ServerScripts Scripts => new(Root, Path.Combine(Root, "data"));

    /// <summary>Servers are local, and every port is a free one, unless the settings say otherwise.</summary>
    public static ConfigurationManager Configure(params IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Servers"] = "local",
            ["ASPNETCORE_URLS"] = FreeAddress(),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = FreeAddress(),
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = FreeAddress(),
        });
        configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        return configuration;
    }

    /// <returns>The path of a script that can be run.</returns>
    public string Write(string path, string commands)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\n{commands}\n");

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
