using PromptIntel.Client;
using PromptIntel.Client.Caching;
using PromptIntel.Client.Catalog;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Dotnet;

/// <summary>The cache beside a real Api that is written to by others, killed, and started again.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class PromptCacheTests(SharedApi shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SomebodyElsesUpdate_IsInTheNextGet()
    {
        await using var app = new ClientHost(shared.Api);
        await using var other = new ClientHost(shared.Api);
        PromptReference prompt = await other.CreatePromptAsync();
        await app.Cache.WaitForAsync(1, Token);
        Assert.Equal(1, (await app.Cache.GetAsync(prompt, Token)).Document.Version);

        for (int version = 2; version <= 20; version++)
        {
            UpdatedEntry written = await other.UpdateAsync(prompt, $"Text {version} {{{{name}}}}");
            await app.Cache.WaitForAsync(written.Position, Token);

            CachedPrompt got = await app.Cache.GetAsync(prompt, Token);
            Assert.Equal((version, true), (got.Document.Version, got.IsCurrent));
        }
    }

    [Fact]
    public async Task WhatIsHeld_IsGivenFromMemory()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.Cache.WaitForAsync(1, Token);
        await Patience.WaitAsync(() => app.Cache.IsFollowing, "the cache follows");
        CachedPrompt first = await app.Cache.GetAsync(prompt, Token);

        for (int i = 0; i < 1_000; i++)
        {
            ValueTask<CachedPrompt> read = app.Cache.GetAsync(prompt, Token);
            Assert.True(read.IsCompletedSuccessfully);
            Assert.Same(first.Document, (await read).Document);
        }
    }

    [Fact]
    public async Task SharedText_ThatChanges_IsInWhatIncludesIt()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference tone = await app.CreatePromptAsync("Be kind.");
        PromptReference prompt = await app.CreatePromptAsync($"{{{{> {tone}}}}} Hello.");
        await app.Cache.WaitForAsync(1, Token);
        Assert.Contains("Be kind.", (await app.Cache.GetAsync(prompt, Token)).Document.Whole.ToString(), StringComparison.Ordinal);

        UpdatedEntry written = await app.UpdateAsync(tone, "Be brief.");
        await app.Cache.WaitForAsync(written.Position, Token);

        CachedPrompt got = await app.Cache.GetAsync(prompt, Token);
        Assert.Contains("Be brief.", got.Document.Whole.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, got.Document.Version);
    }

    [Fact]
    public async Task Label_IsFollowedToo()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.UpdateAsync(prompt, "Second {{name}}");
        EntryState staged = await app.Client.Prompts.SetLabelAsync(prompt, "staging", 1, cancellationToken: Token);
        await app.Cache.WaitForAsync(staged.Position!.Value, Token);
        PromptReference label = prompt with { Label = "staging" };
        Assert.Equal(1, (await app.Cache.GetAsync(label, Token)).Document.Version);

        EntryState moved = await app.Client.Prompts.SetLabelAsync(prompt, "staging", 2, cancellationToken: Token);
        await app.Cache.WaitForAsync(moved.Position!.Value, Token);

        Assert.Equal(2, (await app.Cache.GetAsync(label, Token)).Document.Version);
    }

    [Fact]
    public async Task WhileTheServerIsAway_TheLastKnownIsGiven_AndAfterwardsWhatChanged()
    {
        await using RunningApi api = await RunningApi.CreateAsync();
        await using var app = new ClientHost(api);
        await using var other = new ClientHost(api);
        PromptReference prompt = await other.CreatePromptAsync();
        UpdatedEntry written = await other.UpdateAsync(prompt, "Before {{name}}");
        await app.Cache.WaitForAsync(written.Position, Token);
        await app.Cache.GetAsync(prompt, Token);

        await api.KillAsync();
        await Patience.WaitAsync(() => !app.Cache.IsFollowing, "the cache notices");
        CachedPrompt away = await app.Cache.GetAsync(prompt, Token);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await app.Cache.GetAsync("commands/explain_error", Token));
        await api.StartAsync();
        written = await other.UpdateAsync(prompt, "After {{name}}");
        await app.Cache.WaitForAsync(written.Position, Token).WaitAsync(Patience.Limit, Token);
        CachedPrompt back = await app.Cache.GetAsync(prompt, Token);

        Assert.Equal((2, false), (away.Document.Version, away.IsCurrent));
        Assert.Equal((3, true), (back.Document.Version, back.IsCurrent));
    }

    [Fact]
    public async Task AnUpdateThatWasHeardOf_IsHeldBeforeTheServerGoes()
    {
        await using RunningApi api = await RunningApi.CreateAsync();
        await using var app = new ClientHost(api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.Cache.WaitForAsync(1, Token);
        await app.Cache.GetAsync(prompt, Token);

        await app.UpdateAsync(prompt, "Heard of {{name}}");
        await Patience.WaitAsync(
            () => app.Cache.TryGetHeld(prompt, out CachedPrompt? held) && held.Document.Version == 2, "the cache reads by itself");
        await api.KillAsync();

        Assert.Equal(2, (await app.Cache.GetAsync(prompt, Token)).Document.Version);
    }

    [Fact]
    public async Task StartedBeforeTheServer_ItWaitsForIt()
    {
        RunningApi api = await RunningApi.CreateAsync();
        await api.KillAsync();
        await using var app = new ClientHost(api);

        app.Cache.Start();
        Assert.Null(app.Cache.HeardAt);
        await api.StartAsync();
        await app.Cache.WaitForAsync(1, Token).WaitAsync(Patience.Limit, Token);

        Assert.True(app.Cache.Entries.Count() > 200);
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Archived_IsNotThereAnyMore()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await app.Cache.WaitForAsync(1, Token);
        await app.Cache.GetAsync(prompt, Token);

        await app.Client.Prompts.ArchiveAsync(prompt, Token);
        await Patience.WaitAsync(() => !app.Cache.Entries.Any(entry => entry.Reference == prompt), "the cache hears of it");

        var gone = await Assert.ThrowsAsync<PromptIntelException>(async () => await app.Cache.GetAsync(prompt, Token));
        Assert.Equal("entry_not_found", gone.Code);
    }
}
