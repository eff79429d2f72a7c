using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Cli.Sync;

using Spectre.Console;

namespace PromptIntel.Cli.Commands;

/// <summary>Brings a directory and the server to the same state, both ways, and shows its plan first.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("directory")
        {
            Description = "With namespace/name.md for a prompt, .yaml or .json for another kind.",
        };
        var space = new Option<string?>("--namespace", "-n") { Description = "Only this one." };
        var allKinds = new Option<bool>("--all-kinds") { Description = "Every kind of entry; else prompts only." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do it without asking." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plan and do nothing." };
        var delete = new Option<bool>("--delete") { Description = "Let what was removed on one side be removed on the other." };
        var prefer = new Option<Preference>("--prefer")
        {
            Description = "Where both sides changed: whose text is taken. Default: nobody's.",
            DefaultValueFactory = _ => Preference.Nobody,
        };
        var note = new Option<string?>("--note", "-m") { Description = "Why, for the versions' history." };
        var command = new Command("sync", "Bring a directory and the server to the same state, both ways.")
        {
            directory, space, allKinds, yes, dryRun, delete, prefer, note,
        };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            string path = Directory.CreateDirectory(parsed.GetRequiredValue(directory)).FullName;
            var scope = new SyncScope(parsed.GetValue(space), PromptsOnly: !parsed.GetValue(allKinds));
            SyncState state = SyncState.Read(path, session.Target.Address);
            var local = LocalFiles.Read(path, scope.Namespace);
            var remote = await RemoteEntries.ReadAsync(
                session.Client.Prompts, state, scope.Namespace, scope.PromptsOnly ? "prompt" : null, cancellationToken);
            IReadOnlyList<SyncAction> plan = SyncPlan.Make(
                scope.Of(state), scope.Of(local), remote, parsed.GetValue(delete), parsed.GetValue(prefer));
            Write(session.Screen, plan);

            if (plan.Count == 0 || !MayGoOn(session.Screen, parsed.GetValue(yes), parsed.GetValue(dryRun)))
            {
                return session.Screen.Answer(
                    new { plan = plan.Select(action => new { action.Entry, step = Name(action.Step), action.Reason }) },
                    () => session.Screen.Note(plan.Count == 0 ? "Both sides are the same." : "Nothing was done; --yes does it."));
            }

            var run = new SyncRun(path, state, session.Client.Prompts, local, remote, parsed.GetValue(note), TimeProvider.System);
            var results = new List<SyncResult>();

            try
            {
                foreach (SyncAction action in plan)
                {
                    results.Add(await run.DoAsync(action, cancellationToken));
                }
            }
            finally
            {
                run.Save();
            }

            return Report(session.Screen, results);
        });
        return command;
    }

    private static void Write(Screen screen, IReadOnlyList<SyncAction> plan)
    {
        if (!screen.IsJson && plan.Count > 0)
        {
            screen.Table(["", "entry", "why"], plan.Select(action => new[] { Name(action.Step), action.Entry, action.Reason }));
        }
    }

    private static bool MayGoOn(Screen screen, bool isYes, bool isDryRun) => !isDryRun
        && (isYes || (Screen.CanAsk && !screen.IsJson && AnsiConsole.Confirm("Do it?", defaultValue: false)));

    private static int Report(Screen screen, IReadOnlyList<SyncResult> results)
    {
        IEnumerable<SyncResult> open = results.Where(result => result.Outcome is "conflict" or "refused");
        screen.Answer(
            new { results = results.Select(result => new { result.Entry, step = Name(result.Step), result.Outcome, result.Detail }) },
            () =>
            {
                foreach (SyncResult result in open)
                {
                    screen.Note($"{result.Entry}: {result.Outcome}: {result.Detail}");
                }

                screen.Note(string.Join(", ", results.GroupBy(result => result.Outcome).Select(same => $"{same.Count()} {same.Key}")));
            });
        return open.Any(result => result.Outcome == "conflict") ? ExitCode.Conflict
            : open.Any() ? ExitCode.Refused
            : ExitCode.Done;
    }

    private static string Name(SyncStep step) => step.ToString().ToLowerInvariant();
}
