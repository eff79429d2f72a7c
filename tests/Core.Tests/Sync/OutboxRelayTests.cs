using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Sync;

public class OutboxRelayTests
{
    private static readonly IOptions<SyncOptions> Settings = Options.Create(
        new SyncOptions { MaxAttempts = 3, Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(60) });

    private readonly TestClock _time = new();
    private readonly ScriptedTarget _target = new("near");
    private readonly InMemoryOutboxStore _outbox;
    private readonly OutboxRelay _relay;

    public OutboxRelayTests()
    {
        _outbox = new InMemoryOutboxStore(_time);
        _relay = new OutboxRelay(
            _target, _outbox, new UserDocuments(new InMemoryUserStore(_time)), new SyncBackoff(Settings), Settings, NullLogger.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliver_WhenAllGoesWell_DeliversInOrderAndForgets()
    {
        SyncDocument[] documents = [SyncDocument.Preferences("ada"), SyncDocument.Figures, SyncDocument.User("bob")];
        Append(documents);

        Assert.Equal(3, await _relay.DeliverAsync(Cancel));

        Assert.Equal(documents, _target.Delivered);
        Assert.Equal(0, await _relay.DeliverAsync(Cancel));
    }

    [Fact]
    public async Task Deliver_WhenTheTargetIsAway_CostsNoRowAnAttempt()
    {
        Append(SyncDocument.Preferences("ada"));
        _target.IsAway = true;

        for (int round = 0; round < 10; round++)
        {
            await Assert.ThrowsAsync<SyncTargetUnavailableException>(() => _relay.DeliverAsync(Cancel));
        }

        _target.IsAway = false;
        Assert.Equal(0, Assert.Single(await _outbox.TakeAsync("near", 9, Cancel)).Attempts);
        await _relay.DeliverAsync(Cancel);
        Assert.Equal([SyncDocument.Preferences("ada")], _target.Delivered);
    }

    [Fact]
    public async Task Deliver_WhenADocumentIsRefused_KeepsItsOwnersOrderAndLetsOthersPass()
    {
        Append(SyncDocument.Preferences("ada"), SyncDocument.User("ada"), SyncDocument.Preferences("bob"));
        _target.Refuses = document => document == SyncDocument.Preferences("ada") ? "too large" : null;
        // The first batch had all three; from then on ada's second waits for her first.
        await _relay.DeliverAsync(Cancel);
        Append(SyncDocument.Feedback("ada", Guid.CreateVersion7()), SyncDocument.Preferences("cy"));

        await _relay.DeliverAsync(Cancel);

        Assert.Equal(["ada", "bob", "cy"], _target.Delivered.Select(document => document.Owner));
        _time.Advance(TimeSpan.FromSeconds(1));
        _target.Refuses = _ => null;
        await _relay.DeliverAsync(Cancel);
        Assert.Equal(
            [SyncCollection.UserPreferences, SyncCollection.UserFeedback],
            _target.Delivered.Skip(3).Select(document => document.Collection));
    }

    [Fact]
    public async Task Deliver_WhenADocumentIsRefusedAgainAndAgain_ParksItUntilAnOperatorRetries()
    {
        Append(SyncDocument.Preferences("ada"));
        _target.Refuses = _ => "not valid";

        for (int attempt = 0; attempt < 5; attempt++)
        {
            await _relay.DeliverAsync(Cancel);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        OutboxRow parked = Assert.Single(await _outbox.ListParkedAsync("near", 9, Cancel));
        Assert.Equal((3, "not valid", 3), (parked.Attempts, parked.Error, _target.Tries));
        _target.Refuses = _ => null;
        Assert.Equal(1, await _outbox.RetryParkedAsync("near", parked.Id, Cancel));
        await _relay.DeliverAsync(Cancel);
        Assert.Equal([SyncDocument.Preferences("ada")], _target.Delivered);
    }

    [Fact]
    public void Backoff_GrowsToItsLimitWithHalfOfItByChance()
    {
        var backoff = new SyncBackoff(Settings);

        Assert.InRange(backoff.After(1), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.InRange(backoff.After(4), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
        Assert.InRange(backoff.After(500), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    private void Append(params SyncDocument[] documents)
    {
        foreach (SyncDocument document in documents)
        {
            _outbox.Append("near", document);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }
}
