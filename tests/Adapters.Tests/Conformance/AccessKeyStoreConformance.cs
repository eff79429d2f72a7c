using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IAccessKeyStore"/> guarantees.</summary>
public abstract class AccessKeyStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private IAccessKeyStore _store = null!;
    private IAuditStore _audit = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_store, _audit) = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Create_GivesBackAllOfIt()
    {
        AccessKey key = Key("billing") with
        {
            Role = Role.Publisher,
            Namespaces = ["general", "legal"],
            RequestsPerMinute = 60,
            CreatedBy = "ann",
        };

        Assert.Equal(key, Assert.IsType<KeyResult.Done>(await CreateAsync(key)).Key);
        AccessKey found = (await _store.FindAsync("billing", Token))!;

        Assert.Equal(key.Namespaces.AsEnumerable(), found.Namespaces);
        Assert.Equal(key with { Namespaces = found.Namespaces }, found);
        Assert.Null(await _store.FindAsync("Billing", Token));
    }

    [Fact]
    public async Task Create_OfANameThatIsOrWas_IsRefused()
    {
        await CreateAsync(Key("a"));
        await CreateAsync(Key("b"));
        await _store.ChangeAsync(new KeyChange.Revoke { Name = "b", At = Noon }, Token);

        Assert.IsType<KeyResult.NameTaken>(await CreateAsync(Key("a")));
        Assert.IsType<KeyResult.NameTaken>(await CreateAsync(Key("b")));
    }

    [Fact]
    public async Task Create_OfOneNameByManyAtOnce_LetsOneThrough()
    {
        KeyResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CreateAsync(Key("a")))));

        Assert.Single(results.OfType<KeyResult.Done>());
        Assert.Equal(7, results.OfType<KeyResult.NameTaken>().Count());
        Assert.Single(await _audit.ListAsync(new AuditFilter(), null, 10, Token));
    }

    [Fact]
    public async Task Rotate_KeepsTheHashBeforeForAsLongAsAsked()
    {
        AccessKey first = Key("a");
        await CreateAsync(first);

        KeyHash second = KeySecret.Make().Hash;
        AccessKey kept = await RotateAsync("a", second, Noon.AddHours(1), Noon.AddHours(25));
        KeyHash third = KeySecret.Make().Hash;
        AccessKey ended = await RotateAsync("a", third, Noon.AddHours(2), Noon.AddHours(2));

        Assert.Equal((second, first.Hash, Noon.AddHours(25)), (kept.Hash, kept.FormerHash, kept.FormerUntil));
        Assert.Equal((third, null, null), (ended.Hash, ended.FormerHash, ended.FormerUntil));
        Assert.Equal(ended.Hash, Assert.Single(await _store.ReadGoodAsync(Token)).Hash);
        Assert.IsType<KeyResult.NotFound>(
            await _store.ChangeAsync(new KeyChange.Rotate(third, Noon) { Name = "none", At = Noon }, Token));
    }

    [Fact]
    public async Task Revoke_EndsBothHashesForEverAndStaysListed()
    {
        await CreateAsync(Key("a"));
        await CreateAsync(Key("b"));
        await RotateAsync("a", KeySecret.Make().Hash, Noon, Noon.AddDays(1));

        AccessKey revoked = Assert.IsType<KeyResult.Done>(
            await _store.ChangeAsync(new KeyChange.Revoke { Name = "a", At = Noon.AddHours(1) }, Token)).Key;

        Assert.Equal((Noon.AddHours(1), null, null), (revoked.RevokedAt, revoked.FormerHash, revoked.FormerUntil));
        Assert.Equal(["b"], (await _store.ReadGoodAsync(Token)).Select(key => key.Name));
        Assert.Equal(["a", "b"], (await _store.ListAsync(null, 10, Token)).Select(key => key.Name));
        Assert.IsType<KeyResult.Revoked>(await _store.ChangeAsync(new KeyChange.Revoke { Name = "a", At = Noon }, Token));
        Assert.IsType<KeyResult.Revoked>(
            await _store.ChangeAsync(new KeyChange.Rotate(KeySecret.Make().Hash, Noon) { Name = "a", At = Noon }, Token));
    }

    [Fact]
    public async Task Changes_AreEnteredOnceAndNeverWithAKey()
    {
        AccessKey key = Key("a") with { Namespaces = ["general"], RequestsPerMinute = 5 };
        await CreateAsync(key);
        await CreateAsync(key);
        KeyHash second = KeySecret.Make().Hash;
        await RotateAsync("a", second, Noon, Noon.AddHours(1));
        await _store.ChangeAsync(new KeyChange.Revoke { Name = "a", At = Noon, Actor = "ann", Why = "Lost." }, Token);
        await _store.ChangeAsync(new KeyChange.Revoke { Name = "a", At = Noon, Actor = "ann" }, Token);

        IReadOnlyList<AuditRecord> entered = await _audit.ListAsync(new AuditFilter { Subject = "keys/a" }, null, 10, Token);

        Assert.Equal(["key.revoked", "key.rotated", "key.created"], entered.Select(record => record.Entry.Action));
        Assert.Equal(("ann", "Lost."), (entered[0].Entry.Actor, entered[0].Entry.Why));
        Assert.Equal("reader, general, 5 requests a minute", entered[2].Entry.To);
        Assert.DoesNotContain(
            entered.Select(record => record.Entry.ToString()),
            text => text.Contains(second.ToString(), StringComparison.OrdinalIgnoreCase)
                || text.Contains(key.Hash.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_IsPagedByName()
    {
        foreach (string name in new[] { "c", "B", "a", "d" })
        {
            await CreateAsync(Key(name));
        }

        Assert.Equal(["B", "a", "c"], (await _store.ListAsync(null, 3, Token)).Select(key => key.Name));
        Assert.Equal(["d"], (await _store.ListAsync("c", 3, Token)).Select(key => key.Name));
    }

    [Fact]
    public async Task Uses_ALaterOneStays()
    {
        await _store.RecordUsesAsync([new KeyUse("a", Noon), new KeyUse("configured", Noon.AddMinutes(5))], Token);
        await _store.RecordUsesAsync([new KeyUse("a", Noon.AddMinutes(1)), new KeyUse("configured", Noon)], Token);

        IReadOnlyDictionary<string, DateTimeOffset> uses = await _store.ReadUsesAsync(["a", "configured", "never"], Token);

        Assert.Equal(2, uses.Count);
        Assert.Equal((Noon.AddMinutes(1), Noon.AddMinutes(5)), (uses["a"], uses["configured"]));
    }

    /// <summary>Empty stores of one installation.</summary>
    protected abstract Task<(IAccessKeyStore Keys, IAuditStore Audit)> CreateAsync();

    private static AccessKey Key(string name) =>
        new() { Name = name, Role = Role.Reader, Hash = KeySecret.Make().Hash, CreatedAt = Noon };

    private Task<KeyResult> CreateAsync(AccessKey key) =>
        _store.ChangeAsync(new KeyChange.Create(key) { Name = key.Name, At = key.CreatedAt, Actor = key.CreatedBy }, Token);

    private async Task<AccessKey> RotateAsync(string name, KeyHash hash, DateTimeOffset at, DateTimeOffset until) =>
        Assert.IsType<KeyResult.Done>(await _store.ChangeAsync(new KeyChange.Rotate(hash, until) { Name = name, At = at }, Token)).Key;
}
