using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Execution;

namespace PromptIntel.Cli.Commands;

/// <summary>The newest runs, or one of them stage by stage.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid?>("id") { Description = "Of one run.", Arity = ArgumentArity.ZeroOrOne };
        var workflow = new Option<string?>("--workflow", "-w");
        var status = new Option<string?>("--status", "-s")
        {
            Description = "queued, running, waiting, succeeded, failed, cancelled or parked.",
        };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 20 };
        var cancel = new Option<bool>("--cancel") { Description = "End the run." };
        var resume = new Option<bool>("--resume") { Description = "Queue the run again; completed stages are kept." };
        var command = new Command("runs", "List runs, newest first, or show one.") { id, workflow, status, limit, cancel, resume };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            ExecutionsClient executions = session.Client.Executions;

            if (parsed.GetValue(id) is not { } one)
            {
                Page<ExecutionEntry> page = await executions.ListAsync(
                    parsed.GetValue(workflow), parsed.GetValue(status), since: null, cursor: null, parsed.GetValue(limit),
                    cancellationToken);
                return Write(session.Screen, page);
            }

            if (parsed.GetValue(cancel))
            {
                await executions.CancelAsync(one, cancellationToken);
            }
            else if (parsed.GetValue(resume))
            {
                await executions.ResumeAsync(one, cancellationToken);
            }

            return Write(session.Screen, await executions.GetAsync(one, cancellationToken));
        });
        return command;
    }

    private static int Write(Screen screen, Page<ExecutionEntry> page) => screen.Answer(page, () => screen.Table(
        ["id", "workflow", "status", "when", "seconds", "error"],
        page.Items.Select(run => new[]
        {
            $"{run.Id}", $"{run.Workflow}@{run.Version}", run.Status, $"{run.CreatedAt:u}",
            run.ExecutionTime is { } seconds ? FormattableString.Invariant($"{seconds:0.00}") : "", run.Error?.Code,
        })));

    private static int Write(Screen screen, ExecutionDetail run) => screen.Answer(run, () =>
    {
        screen.Line($"{run.Execution.Workflow}@{run.Execution.Version} {run.Execution.Status}");
        screen.Table(
            ["stage", "status", "attempts", "seconds", "error"],
            run.Stages.Select(stage => new[]
            {
                stage.ItemKey.Length == 0 ? stage.Name : $"{stage.Name}#{stage.ItemKey}", stage.Status, $"{stage.Attempts}",
                stage.Duration is { } seconds ? FormattableString.Invariant($"{seconds:0.00}") : "",
                stage.Error is { } error ? $"{error.Code}: {error.Detail}" : "",
            }));
    });
}
