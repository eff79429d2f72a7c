using System.Text.Json;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>The program with a configuration of its own, against one Api, without a terminal.</summary>
internal sealed class CommandLineProgram(RunningApi api) : IDisposable
{
    public const char Escape = '\u001b';

    public string WorkingDirectory { get; } = Directory.CreateTempSubdirectory("promptintel-cli-").FullName;

    public string ProfilePath => Path.Combine(WorkingDirectory, "config", "profiles.json");

    /// <summary>Added for every run.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["PROMPTINTEL_SERVER"] = api.Address.ToString(),
        ["PROMPTINTEL_KEY"] = null,
        ["PROMPTINTEL_PROFILE"] = null,
        ["VISUAL"] = null,
    };

    public Task<Ended> RunAsync(params string[] arguments) => RunWithAsync(input: null, arguments);

    public Task<Ended> RunWithAsync(string? input, params string[] arguments)
    {
        Environment["PROMPTINTEL_CONFIG"] = Path.Combine(WorkingDirectory, "config");
        return Programs.RunAsync(
            "dotnet", [Programs.PathOf("PromptIntel.Cli"), .. arguments], Environment, WorkingDirectory, input);
    }

    /// <summary>Runs it, asserts how it ends, and gives what it printed.</summary>
    public async Task<string> ExpectAsync(int exitCode, params string[] arguments)
    {
        Ended ended = await RunAsync(arguments);
        Assert.True(ended.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {ended}");
        Assert.DoesNotContain(Escape, ended.Output + ended.Errors);
        return ended.Output;
    }

    public async Task<JsonElement> JsonAsync(int exitCode, params string[] arguments) =>
        JsonElement.Parse(await ExpectAsync(exitCode, [.. arguments, "--json"]));

    /// <summary>A file in the working directory; gives its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(WorkingDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(WorkingDirectory, recursive: true);
}
