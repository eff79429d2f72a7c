using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>The lines on the console that say what was taken and where things are.</summary>
internal sealed class Announcement(IConfiguration configuration, int? port)
{
    public static void WriteServers(Choices choices, string directory)
    {
        Console.WriteLine(choices.Servers switch
        {
            Servers.Local => $"Servers:    processes of this machine, their data in {directory}",
            Servers.Given => "Servers:    the ones of the connection strings",
            _ => "Servers:    containers, their data in the volumes promptintel-postgres and promptintel-redis",
        });
        Console.WriteLine($"User data:  {choices.Firestore.Description}");
    }

    /// <summary>Development tools open what follows "Login to the dashboard at".</summary>
    public void WriteAddresses()
    {
        string dashboard = $"{Addresses.Parse(configuration[Addresses.Dashboard]).First()}";
        Console.WriteLine(configuration["AppHost:BrowserToken"] is { Length: > 0 } token
            ? $"Dashboard:  Login to the dashboard at {dashboard}login?t={token}"
            : $"Dashboard:  {dashboard}");
        Console.WriteLine($"Start page: http://localhost:{port}");
        Console.WriteLine($"Reference:  http://localhost:{port}/docs");
    }
}
