using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Adapters.Tests.Sqlite;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>Deliveries that come late, twice or at once, in the real emulator.</summary>
public sealed class SyncRaceTests : IAsyncLifetime
{
    private readonly SqliteFile _file = new();
    private FirestoreProject _project = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _project = new FirestoreProject(await FirestoreEmulator.SharedAsync());

    public async ValueTask DisposeAsync()
    {
        _project?.Dispose();
        await _file.DisposeAsync();
    }

    /// <summary>A relay that has read a user's state and then stood still must not bring him back after another one erased him.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erasure_WhenADeliveryThatReadBeforeItEndsAfterIt_IsNotUndone(bool isKnownThere)
    {
        await using LiveUsers stale = await LiveUsers.OpenAsync(_file, _project);
        await using LiveUsers next = await LiveUsers.OpenAsync(_file, _project);
        HistoryEvent run = Event("ada");

        if (isKnownThere)
        {
            await PutAsync(stale, "ada", 1);
            await stale.DeliverAsync();
        }

        await PutAsync(stale, "ada", 2);
        await stale.RecordAsync(run);
        var source = new StaleSource(stale.Source);
        Task<IReadOnlyDictionary<Guid, string>> late = stale.Target.DeliverAsync(
            await stale.Outbox.TakeAsync("firestore", 9, Token), source, Token);
        await source.HasRead.WaitAsync(Token);
        await next.Users.EraseAsync("ada", Token);

        // While the stale one holds its transaction nobody else gets through; how it ends is Firestore's to decide, not when.
        Task delivery = DeliverPatientlyAsync(next);
        source.GoOn();
        await IgnoreUnavailableAsync(late);
        await delivery;

        Assert.Null(await _project.FindAsync("users/ada"));
        Assert.Empty(await _project.ListAsync("users/ada/history"));
        Assert.Empty(await next.Outbox.TakeAsync("firestore", 9, Token));
    }

    /// <summary>Two processes that both believe to be the only one.</summary>
    [Fact]
    public async Task Relays_WhenTwoDeliverTheSame_LeaveEachDocumentOnceAtItsLastState()
    {
        await using LiveUsers one = await LiveUsers.OpenAsync(_file, _project);
        await using LiveUsers two = await LiveUsers.OpenAsync(_file, _project);
        string[] users = [.. Enumerable.Range(0, 10).Select(index => $"user-{index}")];
        HistoryEvent[] runs = [.. users.SelectMany(user => new[] { Event(user), Event(user) })];

        Task writing = Task.Run(
            async () =>
            {
                for (int n = 1; n <= 5; n++)
                {
                    foreach (string user in users)
                    {
                        await PutAsync(one, user, n);
                    }
                }

                await one.RecordAsync(runs);
            },
            Token);
        await Task.WhenAll(writing, RelayUntilAsync(one, writing), RelayUntilAsync(two, writing));

        foreach (string user in users)
        {
            Assert.Equal("5", (await _project.FindAsync($"users/{user}"))!["position"]);
            Assert.Equal(
                runs.Where(run => run.UserId == user).Select(run => run.Id.ToString()).Order(StringComparer.Ordinal),
                (await _project.ListAsync($"users/{user}/history")).Keys.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>As a kill between the two: Firestore has it, the outbox does not know.</summary>
    [Fact]
    public async Task Relay_WhenItDiesBetweenDeliveryAndCompletion_IsFollowedByOneThatRepeatsIt()
    {
        await using LiveUsers dying = await LiveUsers.OpenAsync(_file, _project);
        HistoryEvent run = Event("ada");
        await PutAsync(dying, "ada", 1);
        await dying.RecordAsync(run);
        IReadOnlyList<OutboxRow> delivered = await dying.Outbox.TakeAsync("firestore", 9, Token);
        await dying.Target.DeliverAsync(delivered, dying.Source, Token);
        await PutAsync(dying, "ada", 2);

        await using LiveUsers next = await LiveUsers.OpenAsync(_file, _project);
        await next.DeliverAsync();
        // The dead one's last word, had it come late: it must not complete what it has not delivered.
        await dying.Outbox.CompleteAsync([.. delivered.Select(row => row.Id)], Token);

        Assert.Equal("2", (await _project.FindAsync("users/ada"))!["position"]);
        Assert.Equal([run.Id.ToString()], (await _project.ListAsync("users/ada/history")).Keys);
        Assert.Empty(await next.Outbox.MeasureAsync(Token));
    }

    private static async Task RelayUntilAsync(LiveUsers live, Task writing)
    {
        bool isLast;

        do
        {
            isLast = writing.IsCompleted;
            await DeliverPatientlyAsync(live);
        }
        while (!isLast);
    }

    private static async Task DeliverPatientlyAsync(LiveUsers live)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));

        while (!await IgnoreUnavailableAsync(live.DeliverAsync()))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static async Task<bool> IgnoreUnavailableAsync(Task delivery)
    {
        try
        {
            await delivery;
            return true;
        }
        catch (SyncTargetUnavailableException)
        {
            return false;
        }
    }

    private static HistoryEvent Event(string user) => new()
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

    private static Task<PutPreferencesResult> PutAsync(LiveUsers live, string user, int n) =>
        live.Users.PutPreferencesAsync(user, JsonSerializer.SerializeToElement(new { n }), PreferencesCondition.None, Token);

    /// <summary>Stands still once it has read, until it is told to go on.</summary>
    private sealed class StaleSource(ISyncSource inner) : ISyncSource
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasRead => _read.Task;

        public void GoOn() => _goOn.TrySetResult();

        public async Task<ImmutableArray<SyncState?>> ReadAsync(IReadOnlyList<SyncDocument> documents, CancellationToken cancellationToken)
        {
            ImmutableArray<SyncState?> states = await inner.ReadAsync(documents, cancellationToken);
            _read.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
            return states;
        }
    }
}
