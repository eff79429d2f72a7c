using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>
/// What an image would run, from the output of <c>eng/publish artifacts/images</c>: a copy of it away from the repository, started in an
/// empty folder by the image's entry point, with nothing of this process's environment but what finds the runtime.
/// </summary>
internal sealed partial class PublishedProgram : IAsyncDisposable
{
    private static readonly string[] Kept = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR"];
    private static readonly string Images = Path.Combine(ServerScript.FindRoot(), "artifacts", "images");

    private readonly DirectoryInfo _directory;
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly Task<string[]> _said;

    private PublishedProgram(DirectoryInfo directory, Process process, string address)
    {
        _directory = directory;
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri(address) };
        _said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Why tests of it are skipped; null when it is there.</summary>
    public static string? SkipReason => Directory.Exists(Path.Combine(Images, "Worker", "content"))
        && Directory.Exists(Path.Combine(Images, "Embedder", "weights"))
        ? null
        : "what the images hold is not published: run eng/publish artifacts/images";

    public HttpClient Client => _client;

    /// <summary>What the image holds.</summary>
    public IEnumerable<string> Held => Directory.EnumerateFiles(Path.Combine(_directory.FullName, "app"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Path.Combine(_directory.FullName, "app"), path).Replace('\\', '/'));

    /// <summary>What it has written into the folder that it was started in.</summary>
    public IEnumerable<string> Written => Directory.EnumerateFileSystemEntries(Path.Combine(_directory.FullName, "empty"));

    /// <summary>Returns when the program is healthy.</summary>
    /// <param name="stage">Of the Dockerfile.</param>
    public static async Task<PublishedProgram> StartAsync(string stage, IReadOnlyDictionary<string, string> environment)
    {
        Match image = Image().Matches(DeploymentFiles.Dockerfile).Single(found => found.Groups["stage"].Value == stage);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("promptintel-image-");
        DirectoryInfo app = directory.CreateSubdirectory("app");
        await RunAsync("cp", "-r", $"{Path.Combine(Images, image.Groups["output"].Value)}/.", app.FullName);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(app.FullName, image.Groups["program"].Value)])
        {
            WorkingDirectory = directory.CreateSubdirectory("empty").FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (string key in start.Environment.Keys.Except(Kept).ToArray())
        {
            start.Environment.Remove(key);
        }

        // As .NET's images have it; PORT goes before it.
        start.Environment["ASPNETCORE_HTTP_PORTS"] = "8080";

        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }

        // Another address than the one that a loopback listener has: it is reached only by who listens on all.
        var program = new PublishedProgram(directory, Process.Start(start)!, $"http://127.0.0.2:{environment[Manifest.PortKey]}");

        try
        {
            await program.WaitUntilHealthyAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>As the host of a container does; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    [GeneratedRegex(
        @"FROM base AS (?<stage>\w+)\nCOPY --from=build /out/(?<output>\w+) \.\nENTRYPOINT \[""dotnet"", ""(?<program>[\w.]+)""\]")]
    private static partial Regex Image();

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private Task WaitUntilHealthyAsync() => Patience.WaitAsync(
        async () =>
        {
            Assert.False(_process.HasExited, _process.HasExited ? string.Concat(await _said) : "");

            try
            {
                using HttpResponseMessage answer = await _client.GetAsync("/health", TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        $"{_client.BaseAddress} is healthy");
}
