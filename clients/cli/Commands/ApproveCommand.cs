using System.CommandLine;
using System.Text.Json.Nodes;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Execution;

namespace PromptIntel.Cli.Commands;

/// <summary>What waits for a person, and the answer to it.</summary>
internal static class ApproveCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid?>("id")
        {
            Description = "Of the run; without it, what waits is listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stage = new Option<string?>("--stage") { Description = "Which one, where several wait." };
        var reject = new Option<bool>("--reject") { Description = "Reject instead." };
        var comment = new Option<string?>("--comment", "-m");
        Option<string[]> set = CommandArguments.Set("A field of what waits, and what it is to be instead:");
        var command = new Command("approve", "List what waits for a person, or answer it.") { id, stage, reject, comment, set };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            ExecutionsClient executions = session.Client.Executions;
            Page<Approval> waiting = await executions.ListApprovalsAsync(
                executionId: parsed.GetValue(id), cancellationToken: cancellationToken);

            if (parsed.GetValue(id) is not { } run)
            {
                return session.Screen.Answer(waiting, () => session.Screen.Table(
                    ["run", "workflow", "stage", "since", "reason"],
                    waiting.Items.Select(item => new[]
                    {
                        $"{item.ExecutionId}", item.Workflow, item.Stage, $"{item.Since:u}", item.Reason,
                    })));
            }

            Approval asked = Choose(waiting.Items, run, parsed.GetValue(stage));
            JsonObject values = await CommandArguments.ReadFieldsAsync(parsed.GetRequiredValue(set), over: null, cancellationToken);
            ExecutionEntry answered = await executions.AnswerAsync(
                run,
                asked.Stage,
                new ApprovalAnswer(!parsed.GetValue(reject))
                {
                    Comment = parsed.GetValue(comment),
                    ItemKey = asked.ItemKey,
                    Values = values.Count == 0 ? null : values,
                },
                cancellationToken);
            return session.Screen.Answer(answered, () => session.Screen.Line($"{answered.Id} {answered.Status}"));
        });
        return command;
    }

    private static Approval Choose(IReadOnlyList<Approval> waiting, Guid run, string? stage)
    {
        Approval[] asked = [.. waiting.Where(item => stage is null || item.Stage == stage)];
        return asked switch
        {
            [var one] => one,
            [] => throw new UsageException($"Nothing of {run} waits for a person{(stage is null ? "" : $" in {stage}")}."),
            _ => throw new UsageException(
                $"Several stages of {run} wait; choose by --stage: {string.Join(", ", asked.Select(item => item.Stage).Distinct())}."),
        };
    }
}
