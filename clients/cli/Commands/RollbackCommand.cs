using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Points a label back to the version before, or to a stated one.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var to = new Option<int?>("--to") { Description = "The version; default the newest usable one before the present one." };
        var label = new Option<string>("--label") { Description = "The label that is moved.", DefaultValueFactory = _ => "production" };
        var command = new Command("rollback", "Give everybody an earlier version again.") { entry, to, label };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            PromptReference reference = parsed.GetRequiredValue(entry);
            string moved = parsed.GetRequiredValue(label);
            IReadOnlyList<LabelEntry> labels = await session.Client.Prompts.ListLabelsAsync(reference, cancellationToken);
            int present = labels.FirstOrDefault(item => item.Label == moved)?.Version
                ?? throw new UsageException($"{reference.Entry} has no label '{moved}'.");
            int version = parsed.GetValue(to) ?? await FindBeforeAsync(session.Client.Prompts, reference.Entry, present, cancellationToken)
                ?? throw new UsageException($"{reference.Entry} has no usable version before {present}.");
            return await PromoteCommand.MoveAsync(session, reference.Entry, moved, version, labels, cancellationToken);
        });
        return command;
    }

    private static async Task<int?> FindBeforeAsync(
        PromptsClient prompts, PromptReference entry, int present, CancellationToken cancellationToken)
    {
        string? cursor = null;

        do
        {
            Page<VersionEntry> page = await prompts.ListVersionsAsync(entry, cursor, limit: 200, cancellationToken);

            if (page.Items.FirstOrDefault(item => item.Version < present && item.Problems.Count == 0) is { } before)
            {
                return before.Version;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return null;
    }
}
