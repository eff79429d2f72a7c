using System.Collections.Concurrent;
using System.Text.Json;

using PromptIntel.Adapters.Tests.Sqlite;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>
/// Firestore is away under load and comes back. <c>PROMPTINTEL_OUTAGE_SECONDS</c> makes the outage longer than its three seconds.
/// </summary>
public sealed class SyncOutageTests
{
    private const int Users = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outage_LosesNothingDuplicatesNothingAndFailsNoWrite()
    {
        await using FirestoreEmulator emulator = await FirestoreEmulator.StartPrivateAsync();
        using var project = new FirestoreProject(emulator);
        await using var file = new SqliteFile();
        await WarmUpAsync(file, project);
        await using LiveUsers live = await LiveUsers.OpenAsync(file, project, timeout: "00:00:05");
        using var running = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task relaying = live.Get<SyncLoop>().RunAsync(running.Token);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var runs = new ConcurrentBag<HistoryEvent>();
        Task<int>[] writers = [.. Enumerable.Range(0, Users).Select(user => WriteAsync(live, $"user-{user}", runs, writing.Token))];
        await WaitAsync(async () => await project.FindAsync("users/user-0") is not null);

        await emulator.PauseAsync();
        await WaitAsync(async () => (await live.Outbox.MeasureAsync(Token)).Any(backlog => backlog.Pending >= Users));
        await WaitAtLeastAsync(OutageSeconds());
        long backlogAway = (await live.Outbox.MeasureAsync(Token)).Single().Pending;
        await emulator.ResumeAsync();
        await writing.CancelAsync();
        int[] versions = await Task.WhenAll(writers);
        await WaitAsync(async () => (await live.Outbox.MeasureAsync(Token)).IsEmpty);

        for (int user = 0; user < Users; user++)
        {
            Assert.Equal($"{versions[user]}", (await project.FindAsync($"users/user-{user}"))!["position"]);
            Assert.Equal(
                runs.Where(run => run.UserId == $"user-{user}").Select(run => run.Id.ToString()).Order(StringComparer.Ordinal),
                (await project.ListAsync($"users/user-{user}/history")).Keys.Order(StringComparer.Ordinal));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{versions.Sum()} writes of preferences and {runs.Count} runs by {Users} users; "
                + $"{backlogAway} documents waited at the end of the outage");
        await running.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => relaying);
    }

    /// <summary>Writes until told to stop; any failure fails the test. Gives the last version.</summary>
    private static async Task<int> WriteAsync(LiveUsers live, string user, ConcurrentBag<HistoryEvent> runs, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        int version = 0;

        do
        {
            PutPreferencesResult result = await live.Users.PutPreferencesAsync(
                user, JsonSerializer.SerializeToElement(new { n = version + 1 }), PreferencesCondition.None, Token);
            version = (int)Assert.IsType<PutPreferencesResult.Written>(result).Preferences.Version;
            var run = new HistoryEvent
            {
                Id = Guid.CreateVersion7(),
                UserId = user,
                Kind = HistoryEvent.ExecutionKind,
                Workflow = "workflows/questionnaire",
                WorkflowVersion = 1,
                Status = "succeeded",
                CreatedAt = DateTimeOffset.UnixEpoch,
                CompletedAt = DateTimeOffset.UnixEpoch,
            };
            await live.RecordAsync(run);
            runs.Add(run);
        }
        while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync(Token));

        return version;
    }

    /// <summary>The first calls of an emulator take it seconds; they are not what is tested here.</summary>
    private static async Task WarmUpAsync(SqliteFile file, FirestoreProject project)
    {
        await using LiveUsers patient = await LiveUsers.OpenAsync(file, project);
        await patient.Users.PutPreferencesAsync(
            "first", JsonSerializer.SerializeToElement(new { n = 1 }), PreferencesCondition.None, Token);
        await patient.DeliverAsync();
    }

    private static int OutageSeconds() =>
        int.TryParse(Environment.GetEnvironmentVariable("PROMPTINTEL_OUTAGE_SECONDS"), out int seconds) ? seconds : 3;

    private static async Task WaitAtLeastAsync(int seconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));

        for (int second = 0; second < seconds; second++)
        {
            await timer.WaitForNextTickAsync(Token);
        }
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));

        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
