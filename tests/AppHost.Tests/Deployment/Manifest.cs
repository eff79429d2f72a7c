using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>
/// What the AppHost publishes: every resource of a deployment and every key that it is given. Values are expressions over other resources.
/// </summary>
internal sealed partial class Manifest(JsonElement resources)
{
    /// <summary>The port that the programs listen on: of each container its own, so they share it.</summary>
    public const string ProgramPort = "8080";

    /// <summary>One name for what the Api has from .NET and the Worker from us; hosts of containers set it.</summary>
    public const string PortKey = "PORT";

    /// <summary>Who calls is read from a proxy's header: right behind one, and what anybody may claim where there is none.</summary>
    public const string BehindProxyKey = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    private const string DotNetPortKey = "HTTP_PORTS";
    private const string Program = "project.v0";
    private const string Container = "container.v0";

    private static readonly Lazy<Task<Manifest>> Published = new(PublishAsync);

    public IEnumerable<string> Resources => resources.EnumerateObject().Select(resource => resource.Name);

    public IEnumerable<string> Programs => OfType(Program);

    public IEnumerable<string> Servers => OfType(Container);

    /// <summary>With every setting that publishing can be given.</summary>
    public static Task<Manifest> ReadAsync() => Published.Value;

    public JsonElement Resource(string name) => resources.GetProperty(name);

    /// <summary>
    /// The keys that the resource is given, as they are in a deployment: hosts, ports and settings filled in. Without what Aspire adds for
    /// programs in other languages and for its own telemetry.
    /// </summary>
    /// <param name="find">The value of a parameter, or what stands for it; the host or port of a server.</param>
    public Dictionary<string, string> EnvironmentOf(string resource, Func<string, string> find) =>
        Resource(resource).GetProperty("env").EnumerateObject()
            .Where(variable => !Programs.Contains(resource) || !IsAspiresOwn(variable.Name))
            .ToDictionary(
                variable => variable.Name == DotNetPortKey ? PortKey : variable.Name,
                variable => Render(variable.Value.GetString()!, find));

    /// <param name="find">As of <see cref="EnvironmentOf"/>.</param>
    public string Render(string expression, Func<string, string> find) =>
        Reference().Replace(expression, match => RenderReference(match.Groups["path"].Value, find));

    [GeneratedRegex(@"\{(?<path>[^{}]+)\}")]
    private static partial Regex Reference();

    private static bool IsAspiresOwn(string key) =>
        key == BehindProxyKey
            || new[] { "OTEL_", "CACHE_", "PROMPTINTEL_" }.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    private static async Task<Manifest> PublishAsync()
    {
        string directory = Directory.CreateTempSubdirectory("promptintel-manifest-").FullName;
        string file = Path.Combine(directory, "manifest.json");
        // In its own folder: here it would find what these tests run with.
        string program = Path.Combine(
            ServerScript.FindRoot(),
            "artifacts",
            "bin",
            "PromptIntel.AppHost",
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            "PromptIntel.AppHost.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "--publisher", "manifest", "--output-path", file])
        { RedirectStandardOutput = true, RedirectStandardError = true };

        // What this machine has set does not decide what is published.
        foreach (string key in start.Environment.Keys.Where(key => key.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
            || key.EndsWith("_ENVIRONMENT", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(key);
        }

        start.Environment["FIREBASE_PROJECT_ID"] = start.Environment["FIREBASE_SERVICE_ACCOUNT_PATH"] = "given";
        using Process process = Process.Start(start)!;
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        try
        {
            return process.ExitCode == 0 && File.Exists(file)
                ? new Manifest(JsonElement.Parse(await File.ReadAllTextAsync(file)).GetProperty("resources"))
                : throw new InvalidOperationException($"The AppHost published no manifest: {string.Concat(said)}");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private IEnumerable<string> OfType(string type) =>
        resources.EnumerateObject()
            .Where(resource => resource.Value.GetProperty("type").GetString() == type)
            .Select(resource => resource.Name);

    private string RenderReference(string path, Func<string, string> find)
    {
        string[] parts = path.Split('.');
        JsonElement resource = Resource(parts[0]);
        return parts[1] switch
        {
            "connectionString" => Render(resource.GetProperty("connectionString").GetString()!, find),
            "value" when resource.GetProperty("type").GetString() == "parameter.v0" => find(parts[0]),
            "bindings" when parts[^1] == "url" => find($"{parts[0]}.url"),
            "bindings" when Programs.Contains(parts[0]) => ProgramPort,
            "bindings" => find($"{parts[0]}.{parts[^1]}"),
            _ => throw new InvalidOperationException($"Nothing is known of {{{path}}}."),
        };
    }
}
