using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Points a label, which is production unless another is named, to a version.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var to = new Option<string>("--to") { Description = "The label that is moved.", DefaultValueFactory = _ => "production" };
        var command = new Command(
            "promote", "Make a version what everybody gets: ENTRY@3, ENTRY@candidate, or ENTRY for its latest.") { entry, to };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            PromptReference reference = parsed.GetRequiredValue(entry);
            IReadOnlyList<LabelEntry> labels = await session.Client.Prompts.ListLabelsAsync(reference, cancellationToken);
            int version = reference.Version ?? labels.FirstOrDefault(label => label.Label == (reference.Label ?? "latest"))?.Version
                ?? throw new UsageException($"{reference.Entry} has no label '{reference.Label}'.");
            return await MoveAsync(session, reference.Entry, parsed.GetRequiredValue(to), version, labels, cancellationToken);
        });
        return command;
    }

    /// <summary>Only from where the label was seen to point.</summary>
    public static async Task<int> MoveAsync(
        Session session, PromptReference entry, string label, int version, IReadOnlyList<LabelEntry> labels,
        CancellationToken cancellationToken)
    {
        int? before = labels.FirstOrDefault(item => item.Label == label)?.Version;
        EntryState state = await session.Client.Prompts.SetLabelAsync(entry, label, version, before, cancellationToken);
        return session.Screen.Answer(state, () => session.Screen.Line(before == version
            ? $"{label} of {entry} is at version {version} already"
            : $"{label} of {entry} is at version {version} now{(before is null ? "" : $", was at {before}")}"));
    }
}
