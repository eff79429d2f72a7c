using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>Programs of this repository, published ReadyToRun as one would deploy them, once a run.</summary>
internal static class Published
{
    private static readonly Lazy<Task<string>> ApiProgram = new(() => PublishAsync("Api", "PromptIntel.Api"));
    private static readonly Lazy<Task<string>> FloorProgram = new(
        () => PublishAsync(Path.Combine("bench", "Floor"), "PromptIntel.Bench.Floor"));

    /// <summary>The path of the executable.</summary>
    public static Task<string> ApiAsync() => ApiProgram.Value;

    public static Task<string> FloorAsync() => FloorProgram.Value;

    private static async Task<string> PublishAsync(string directory, string assembly)
    {
        string root = RepositoryRoot.Find();
        string output = Path.Combine(root, "artifacts", "bench", "published", assembly);
        string[] arguments =
        [
            "publish", Path.Combine(
                root,
                directory,
                $"{assembly}.csproj"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
            // A tree of its own, so that the ordinary build finds its restored assets as it left them.
            "-p:PublishReadyToRun=true", $"-p:ArtifactsPath={Path.Combine(root, "artifacts", "bench", "build")}",
            "-o", output, "-nologo", "-v", "q", "-clp:ErrorsOnly", "-m:1",
        ];
        using Process publishing = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        string said = await publishing.StandardOutput.ReadToEndAsync();
        await publishing.WaitForExitAsync();

        return publishing.ExitCode == 0
            ? Path.Combine(output, assembly)
            : throw new InvalidOperationException($"{directory} was not published: {said}");
    }
}
