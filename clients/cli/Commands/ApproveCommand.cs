using System.CommandLine;
using System.Text.Json.Nodes;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Execution;

namespace PromptIntel.Cli.Commands;

/// <summary>What waits for a person, and the answer to it.</summary>
internal static class ApproveCommand
{
    private const int LargestPage = 500;

    public static Command Create()
    {
        var id = new Argument<Guid?>("id")
        {
            Description = "Of the run; without it, what waits is listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stage = new Option<string?>("--stage") { Description = "Which one, where several wait." };
        var item = new Option<string?>("--item") { Description = "Which item of a stage that repeats, by its key." };
        var reject = new Option<bool>("--reject") { Description = "Reject instead." };
        var comment = new Option<string?>("--comment", "-m");
        Option<string[]> set = CommandArguments.Set("A field of what waits, and what it is to be instead:");
        var command = new Command("approve", "List what waits for a person, or answer it.") { id, stage, item, reject, comment, set };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            ExecutionsClient executions = session.Client.Executions;
            Page<Approval> waiting = await ListAsync(executions, parsed.GetValue(id), cancellationToken);

            if (parsed.GetValue(id) is not { } run)
            {
                return session.Screen.Answer(waiting, () => session.Screen.Table(
                    ["run", "workflow", "stage", "since", "reason"],
                    waiting.Items.Select(approval => new[]
                    {
                        $"{approval.ExecutionId}", approval.Workflow, NameOf(approval), $"{approval.Since:u}", approval.Reason,
                    })));
            }

            Approval asked = Choose(waiting.Items, run, parsed.GetValue(stage), parsed.GetValue(item));
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

    /// <summary>All of it, over as many pages as there are.</summary>
    private static async Task<Page<Approval>> ListAsync(ExecutionsClient executions, Guid? run, CancellationToken cancellationToken)
    {
        var waiting = new List<Approval>();
        Page<Approval>? page = null;

        do
        {
            page = await executions.ListApprovalsAsync(
                executionId: run, cursor: page?.NextCursor, limit: LargestPage, cancellationToken: cancellationToken);
            waiting.AddRange(page.Items);
        }
        while (page.NextCursor is not null);

        return page with { Items = waiting };
    }

    private static Approval Choose(IReadOnlyList<Approval> waiting, Guid run, string? stage, string? item)
    {
        Approval[] asked = [.. waiting.Where(approval =>
            (stage is null || approval.Stage == stage) && (item is null || approval.ItemKey == item))];
        return asked switch
        {
            [var one] => one,
            [] => throw new UsageException($"Nothing of {run} waits for a person{(stage is null ? "" : $" in {stage}")}"
                + $"{(item is null ? "" : $", item {item}")}."),
            _ when asked.Select(approval => approval.Stage).Distinct().ToArray() is { Length: > 1 } stages => throw new UsageException(
                $"Several stages of {run} wait; choose by --stage: {string.Join(", ", stages)}."),
            [var first, ..] => throw new UsageException(
                $"Several items of {first.Stage} wait; choose by --item: {string.Join(", ", asked.Select(approval => approval.ItemKey))}."),
        };
    }

    private static string NameOf(Approval approval) =>
        approval.ItemKey.Length == 0 ? approval.Stage : $"{approval.Stage}#{approval.ItemKey}";
}
