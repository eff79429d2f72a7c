using System.CommandLine;
using System.Text.Json.Nodes;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Execution;

namespace PromptIntel.Cli.Commands;

/// <summary>Runs a workflow or a prompt and shows its stages while they happen.</summary>
internal static class RunCommand
{
    private const string Succeeded = "succeeded";

    public static Command Create()
    {
        var workflow = new Argument<string>("workflow") { Description = "[namespace/]name[@version|@label] of a workflow or a prompt." };
        var input = new Option<string?>("--input", "-i") { Description = "A file with a JSON object; - is the standard input." };
        Option<string[]> set = CommandArguments.Set("A field of the input:");
        var artifacts = new Option<string?>("--artifacts") { Description = "A folder for the documents that it produces." };
        var noWait = new Option<bool>("--no-wait") { Description = "Start it and say its id." };
        var delay = new Option<int?>("--stage-delay-ms") { Description = "Slow every stage down, to watch it; Development only." };
        var command = new Command("run", "Run a workflow; stages are shown as they happen.")
        {
            workflow, input, set, artifacts, noWait, delay,
        };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            JsonObject? file = parsed.GetValue(input) is { } path ? await CommandArguments.ReadObjectAsync(path, cancellationToken) : null;
            JsonObject fields = await CommandArguments.ReadFieldsAsync(parsed.GetRequiredValue(set), file, cancellationToken);

            if (parsed.GetValue(artifacts) is { } place)
            {
                Open(place);
            }

            RunAnswer started = await session.Client.Executions.StartAsync(
                new RunRequest(parsed.GetRequiredValue(workflow), fields) { StageDelayMs = parsed.GetValue(delay) }, cancellationToken);

            if (parsed.GetValue(noWait))
            {
                return session.Screen.Answer(started, () => session.Screen.Line($"{started.ExecutionId}"));
            }

            await new StageDisplay(session.Screen, started).FollowAsync(
                session.Client.Executions.FollowAsync(started.ExecutionId, cancellationToken));
            ExecutionDetail run = await session.Client.Executions.GetAsync(started.ExecutionId, cancellationToken);

            if (parsed.GetValue(artifacts) is { } folder)
            {
                await SaveAsync(session, run, folder, cancellationToken);
            }

            session.Screen.Answer(run, () => Write(session.Screen, run));
            return run.Execution.Status switch
            {
                Succeeded => ExitCode.Done,
                "waiting" => ExitCode.Waiting,
                _ => ExitCode.Failed,
            };
        });
        return command;
    }

    /// <summary>The output goes to the standard output; what else there is to say does not.</summary>
    private static void Write(Screen screen, ExecutionDetail run)
    {
        if (run.Execution.Status == Succeeded)
        {
            Screen.WriteJson(run.Output);
        }
        else if (run.Execution.Error is { } error)
        {
            screen.Note($"{run.Execution.Status}{(error.Stage is null ? "" : $" in {error.Stage}")}: {error.Code}: {error.Detail}");
        }

        screen.Note($"{run.Execution.Id} {run.Execution.Status}"
            + (run.Execution.ExecutionTime is { } seconds ? FormattableString.Invariant($" after {seconds:0.00} s") : "")
            + (run.Execution.Usage.CostUsd is { } cost ? FormattableString.Invariant($", {cost:0.####} USD") : "")
            + (run.Artifacts.Count == 0 ? "" : $"; it produced {string.Join(", ", run.Artifacts.Select(artifact => artifact.Name))}"));

        if (run.Execution.Status == "waiting")
        {
            screen.Note($"It waits for a person: promptintel approve {run.Execution.Id}");
        }
    }

    /// <summary>Makes the folder, and sees that files can be made in it, before a run is started that would have no place.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    private static void Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.Create(Path.Combine(folder, Path.GetRandomFileName()), bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static async Task SaveAsync(Session session, ExecutionDetail run, string folder, CancellationToken cancellationToken)
    {
        foreach (Artifact artifact in run.Artifacts)
        {
            // A name is the server's: it stays within the folder.
            string name = Path.GetFileName(artifact.Name.Replace('\\', '/'));
            await using Stream content = await session.Client.Executions.GetArtifactAsync(
                run.Execution.Id, artifact.Name, cancellationToken);
            await using FileStream file = File.Create(Path.Combine(folder, name));
            await content.CopyToAsync(file, cancellationToken);
        }
    }
}
