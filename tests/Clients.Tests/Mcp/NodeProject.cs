using System.ComponentModel;

namespace PromptIntel.Clients.Tests.Mcp;

/// <summary>A copy of a folder with a package.json, its packages as its lock file says. Skips the test where npm is missing.</summary>
internal sealed class NodeProject : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-node-").FullName;

    public static async Task<NodeProject> InstallAsync(string source)
    {
        var project = new NodeProject();

        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(project._directory, Path.GetFileName(file)));
        }

        try
        {
            Ended ended = await project.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], []);
            Assert.SkipUnless(ended.ExitCode == 0, $"npm could not install the packages of {source}: {ended}");
            return project;
        }
        catch (Win32Exception missing)
        {
            project.Dispose();
            Assert.Skip($"npm is not installed: {missing.Message}");
            throw;
        }
    }

    public Task<Ended> RunAsync(string program, string[] arguments, Dictionary<string, string?> environment) =>
        Programs.RunAsync(program, arguments, environment, _directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
