using System.ComponentModel;
using System.Diagnostics;

namespace PromptIntel.Api.Tests.Langfuse;

/// <summary>
/// A copy of a folder with a package.json, its packages installed as its lock file says. Skips the test where npm is missing.
/// </summary>
internal sealed class NodeProject : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-node-").FullName;

    private NodeProject(string source)
    {
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        }
    }

    public static async Task<NodeProject> InstallAsync(string source)
    {
        var project = new NodeProject(source);

        try
        {
            (int exitCode, string output) = await project.RunAsync(
                "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], []);
            Assert.SkipUnless(exitCode == 0, $"npm could not install the packages of {source}: {output}");
            return project;
        }
        catch (Win32Exception missing)
        {
            project.Dispose();
            Assert.Skip($"npm is not installed: {missing.Message}");
            throw;
        }
    }

    /// <summary>Runs a program in the folder to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);

        try
        {
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
