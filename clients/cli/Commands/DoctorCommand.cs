using System.CommandLine;
using System.Diagnostics;

using PromptIntel.Cli.Invocation;
using PromptIntel.Cli.Profiles;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Looks at what a command needs, a line each, and says what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>Who looks whether something answers does not wait for long, and asks once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var command = new Command("doctor", "Check profile, server, key, roles and streams.");
        Session.Handle(command, async (given, _, cancellationToken) =>
        {
            await using Session session = Session.For(
                given.Target, given.Screen, options => (options.MaxRetries, options.AttemptTimeout) = (0, Patience));
            var checks = new List<Check>
            {
                new("profile", true, session.Target.Profile is { } name
                    ? $"{name}, in {ProfileFile.Path}"
                    : "none; promptintel login makes one"),
                Transport(session.Target),
                await TryAsync("server", () => ServerAsync(session, cancellationToken)),
            };

            if (checks[^1].IsGood)
            {
                checks.Add(await TryAsync("key", () => KeyAsync(session, cancellationToken)));
                checks.Add(await TryAsync("operator", () => OperatorAsync(session, cancellationToken)));
                checks.Add(await TryAsync("changes", () => ChangesAsync(session, cancellationToken)));
            }

            session.Screen.Answer(checks, () =>
            {
                foreach (Check check in checks)
                {
                    session.Screen.Line($"{(check.IsGood ? "ok  " : "FAIL")} {check.Name,-9} {check.Detail}");
                }
            });
            return checks.All(check => check.IsGood) ? ExitCode.Done : checks[2].IsGood ? ExitCode.Failed : ExitCode.Unavailable;
        });
        return command;
    }

    private static Check Transport(Target target) => target.Key is not null && target.Address.Scheme == "http" && !target.Address.IsLoopback
        ? new Check("address", false, $"{target.Address}: the key goes over the network in clear; use https")
        : new Check("address", true, $"{target.Address}, {(target.Key is null ? "without a key" : "with a key")}");

    private static async Task<string> ServerAsync(Session session, CancellationToken cancellationToken) =>
        await session.Client.Operations.IsHealthyAsync(cancellationToken)
            ? "answers and is ready"
            : throw new UsageException("answers and is not ready: its own log says why");

    private static async Task<string> KeyAsync(Session session, CancellationToken cancellationToken)
    {
        CatalogList list = await session.Client.Prompts.ListAsync(cancellationToken: cancellationToken);
        CatalogEntry? prompt = list.Entries.FirstOrDefault(entry => entry.Kind == "prompt");
        string read = "";

        if (prompt is not null)
        {
            await session.Client.Prompts.GetAsync(prompt.Reference, cancellationToken);
            long began = Stopwatch.GetTimestamp();
            await session.Client.Prompts.GetAsync(prompt.Reference, cancellationToken);
            read = FormattableString.Invariant($", a prompt is read in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0} ms");
        }

        return $"may read; {list.Entries.Count} entries at position {list.Position}{read}";
    }

    /// <summary>A lesser role is none of doctor's business; a server that cannot say how it is, is.</summary>
    private static async Task<string> OperatorAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            return $"is; the server says {(await session.Client.Operations.GetStatusAsync(cancellationToken)).GetProperty("status")}";
        }
        catch (PromptIntelException refused) when (Failures.CodeOf(refused) == ExitCode.NotAllowed)
        {
            return "is not, so doctor cannot look at the server's own state";
        }
    }

    /// <summary>The last change again, which comes at once where streams pass.</summary>
    private static async Task<string> ChangesAsync(Session session, CancellationToken cancellationToken)
    {
        CatalogList list = await session.Client.Prompts.ListAsync(limit: 1, cancellationToken: cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));

        try
        {
            await foreach (CatalogChange change in session.Client.Prompts.FollowAsync(Math.Max(0, list.Position - 1), limit.Token))
            {
                return $"are heard, the last at position {change.Position}";
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new UsageException("are not heard within 10 s: something between here and the server holds event streams back");
    }

    private static async Task<Check> TryAsync(string name, Func<Task<string>> look)
    {
        try
        {
            return new Check(name, true, await look());
        }
        catch (Exception failure) when (failure is PromptIntelException or UsageException || Failures.IsAway(failure))
        {
            return new Check(name, false, failure.Message);
        }
    }

    private sealed record Check(string Name, bool IsGood, string Detail);
}
