using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goals 6 and 7 beside the peers, run here and now: nine stages that give their input on, not durable, and committed and synced before the
/// next stage begins. The peers are programs of their own, put together from their registries outside the solution.
/// </summary>
internal static class PeerSpeed
{
    private const int Rounds = 3;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        Func<Task<JsonElement>> agents = await AgentFrameworkAsync(scratch.Path);
        Func<Task<JsonElement>> graph = await LangGraphAsync(scratch.Path);
        List<double> ours = [];
        List<double> durable = [];
        List<JsonElement> agentsTook = [];
        List<JsonElement> graphTook = [];

        for (int round = 0; round < Rounds; round++)
        {
            ours.Add((await StageSpeed.MeasureAsync())[0].Ours);
            durable.Add((await DurableSpeed.MeasureAsync())[0].Ours);
            agentsTook.Add(await agents());
            graphTook.Add(await graph());
        }

        return
        [
            Row(6, "stage, not durable", ours, "Agent Framework, no checkpoints", agentsTook, "none"),
            Row(6, "stage, not durable", ours, "Agent Framework, checkpoints in memory", agentsTook, "memory"),
            Row(6, "stage, not durable", ours, "LangGraph JS, no checkpoints", graphTook, "none"),
            Row(6, "stage, not durable", ours, "LangGraph JS, checkpoints in memory", graphTook, "memory"),
            Row(7, "durable stage, SQLite", durable, "Agent Framework, a synced file", agentsTook, "synced"),
            Row(7, "durable stage, SQLite", durable, "a synced write of 100 bytes", agentsTook, "raw"),
            Row(7, "durable stage, SQLite", durable, "LangGraph JS, SQLite, synced", graphTook, "synced"),
        ];
    }

    private static SpeedRow Row(int goal, string what, List<double> ours, string peer, List<JsonElement> took, string how) =>
        new(
            goal, what, Turns.Median(ours), peer, Turns.Median(took.Select(one => one.GetProperty(how).GetDouble())), "us",
            double.PositiveInfinity)
        {
            Spread = Turns.Spread(ours),
        };

    private static async Task<Func<Task<JsonElement>>> AgentFrameworkAsync(string scratch)
    {
        string built = Path.Combine(scratch, "agents");
        string project = Path.Combine(Peers, "AgentFramework", "AgentFramework.csproj");
        await RunAsync(
            "dotnet", "publish", project, "-c", "Release", "-o", built, $"-p:ArtifactsPath={Path.Combine(scratch, "build")}",
            "-p:UseArtifactsOutput=true", "-nologo", "-v", "q");
        return () => ReadAsync(Path.Combine(built, "AgentFramework"), Path.Combine(scratch, "checkpoints"));
    }

    private static async Task<Func<Task<JsonElement>>> LangGraphAsync(string scratch)
    {
        string installed = Directory.CreateDirectory(Path.Combine(scratch, "graph")).FullName;

        foreach (string file in Directory.EnumerateFiles(Path.Combine(Peers, "LangGraph")))
        {
            File.Copy(file, Path.Combine(installed, Path.GetFileName(file)));
        }

        // The script of better-sqlite3 fetches or builds its library.
        await RunAsync("npm", "install", "--prefix", installed, "--no-audit", "--no-fund", "--ignore-scripts=false");
        return () => ReadAsync("node", Path.Combine(installed, "stages.mjs"), scratch);
    }

    private static string Peers => Path.Combine(RepositoryRoot.Find(), "bench", "Peers");

    private static async Task<JsonElement> ReadAsync(string program, params string[] arguments) =>
        JsonElement.Parse(await RunAsync(program, arguments));

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        Process process;

        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new MissingServerException($"{program} is not installed.");
        }

        using (process)
        {
            string said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? said
                : throw new MissingServerException($"{Path.GetFileName(program)} {arguments[0]} failed with {process.ExitCode}.");
        }
    }
}
