using PromptIntel.Cli.Invocation;
using PromptIntel.Cli.Sync;
using PromptIntel.Client;
using PromptIntel.Clients.Tests.Dotnet;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>What is noted and when, and what happens between a plan and its doing.</summary>
public sealed class SyncRunTests(SharedApi shared) : IDisposable
{
    private static readonly Uri Server = new("http://localhost:5080");

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-sync-").FullName;
    private readonly SortedDictionary<string, LocalEntry> _local = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RemoteEntry> _remote = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string StatePath => Path.Combine(_directory, SyncState.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task State_IsWrittenOnceASecondAtMost_AndAtTheEnd()
    {
        await using var app = new ClientHost(shared.Api);
        var time = new StoppedTime();
        SyncRun run = Run(app, time);

        await AgreeAsync(run, "a/one");
        Assert.Equal(["a/one"], Noted());
        await AgreeAsync(run, "a/two");
        Assert.Equal(["a/one"], Noted());

        time.Now += TimeSpan.FromSeconds(1);
        await AgreeAsync(run, "a/three");
        Assert.Equal(["a/one", "a/three", "a/two"], Noted());

        await AgreeAsync(run, "a/four");
        run.Save();
        Assert.Equal(["a/four", "a/one", "a/three", "a/two"], Noted());
    }

    [Fact]
    public async Task State_ThatDidNotChange_IsNotWritten()
    {
        await using var app = new ClientHost(shared.Api);
        SyncRun run = Run(app, new StoppedTime());

        await run.DoAsync(new SyncAction("a/one", SyncStep.Leave, ""), Token);
        await run.DoAsync(new SyncAction("a/two", SyncStep.Forget, ""), Token);
        run.Save();

        Assert.False(File.Exists(StatePath));
    }

    [Fact]
    public async Task Archiving_WhatMovedSinceThePlan_IsAConflict()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        _remote[prompt.ToString()] = new RemoteEntry("prompt", 1, Text: null);
        await app.UpdateAsync(prompt, "Moved {{name}}");
        var action = new SyncAction(prompt.ToString(), SyncStep.Archive, "file removed");

        SyncResult moved = await Run(app, new StoppedTime()).DoAsync(action, Token);
        Assert.Equal("conflict", moved.Outcome);
        Assert.Equal(2, (await app.Client.Prompts.GetAsync(prompt, Token)).Version);

        _remote[prompt.ToString()] = new RemoteEntry("prompt", 2, Text: null);
        SyncResult stood = await Run(app, new StoppedTime()).DoAsync(action, Token);
        Assert.Equal("done", stood.Outcome);
        await Assert.ThrowsAsync<PromptIntelException>(() => app.Client.Prompts.GetAsync(prompt, Token));
    }

    [Theory]
    [InlineData("""{"format_version": 1, "server": "http://localhost:5080/"}""")]
    [InlineData("""{"format_version": 1, "server": "http://localhost:5080/", "entries": null}""")]
    [InlineData("""{"format_version": 1, "entries": {"x": {"file": "x.md", "hash": "", "version": 1}}}""")]
    [InlineData("""{"format_version": 1, "server": "http://localhost:5080/", "entries": {"a/one": null}}""")]
    [InlineData("""{"format_version": 1, "server": "http://localhost:5080/", "entries": {"a/one": {"hash": "", "version": 1}}}""")]
    [InlineData("""{"format_version": 1, "entries": 3}""")]
    [InlineData("null")]
    public void State_ThatIsDamaged_IsRefusedWithASentence(string text)
    {
        File.WriteAllText(StatePath, text);

        var refused = Assert.Throws<UsageException>(() => SyncState.Read(_directory, Server));

        Assert.Contains(StatePath, refused.Message, StringComparison.Ordinal);
    }

    private SyncRun Run(ClientHost app, TimeProvider time) =>
        new(_directory, SyncState.Read(_directory, Server), app.Client.Prompts, _local, _remote, note: null, time);

    private async Task AgreeAsync(SyncRun run, string key)
    {
        _local[key] = new LocalEntry($"{key}.md", "Hello");
        _remote[key] = new RemoteEntry("prompt", 1, Text: null);
        await run.DoAsync(new SyncAction(key, SyncStep.Agree, ""), Token);
    }

    private IEnumerable<string> Noted() => SyncState.Read(_directory, Server).Entries.Keys.Order(StringComparer.Ordinal);

    private sealed class StoppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
