using System.Collections.Concurrent;

using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Client;
using PromptIntel.Client.Caching;
using PromptIntel.Client.Catalog;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Clients.Tests.Dotnet;

/// <summary>Changes while the cache is reading, and answers that are none of PromptIntel's.</summary>
public sealed class PromptCacheRaceTests(SharedApi shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SharedText_ThatChangesDuringTheFirstRead_IsInTheNextGet()
    {
        await using var line = new SlowAnswers(shared.Api);
        await using var app = new ClientHost(shared.Api);
        PromptReference tone = await app.CreatePromptAsync("Be kind.");
        PromptReference prompt = await app.CreatePromptAsync($"{{{{> {tone}}}}} Hello.");
        await line.Cache.WaitForAsync(1, Token);
        await Patience.WaitAsync(() => line.Cache.IsFollowing, "the cache follows");
        (TaskCompletionSource answered, TaskCompletionSource passed) = HoldUp(line, answer => SlowAnswers.IsReadOf(answer, prompt));

        Task<CachedPrompt> first = line.Cache.GetAsync(prompt, Token).AsTask();
        await answered.Task.WaitAsync(Patience.Limit, Token);
        UpdatedEntry written = await app.UpdateAsync(tone, "Be brief.");
        await line.Cache.WaitForAsync(written.Position, Token);
        passed.SetResult();
        Assert.Contains("Be kind.", (await first).Document.Whole.ToString(), StringComparison.Ordinal);

        CachedPrompt second = await line.Cache.GetAsync(prompt, Token);
        Assert.Contains("Be brief.", second.Document.Whole.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptThatIncludesAnother_IsReadAnewForThatOneOnly()
    {
        await using var line = new SlowAnswers(shared.Api);
        await using var app = new ClientHost(shared.Api);
        PromptReference word = await app.CreatePromptAsync("kind");
        PromptReference tone = await app.CreatePromptAsync($"Be {{{{> {word}}}}}.");
        PromptReference prompt = await app.CreatePromptAsync($"{{{{> {tone}}}}} Hello.");
        PromptReference stranger = await app.CreatePromptAsync();
        await line.Cache.WaitForAsync(1, Token);
        await Patience.WaitAsync(() => line.Cache.IsFollowing, "the cache follows");
        await line.Cache.GetAsync(prompt, Token);
        int before = Reads(line, prompt);

        UpdatedEntry written = await app.UpdateAsync(stranger, "Strange {{name}}");
        await line.Cache.WaitForAsync(written.Position, Token);
        await line.Cache.GetAsync(prompt, Token);
        Assert.Equal(before, Reads(line, prompt));

        written = await app.UpdateAsync(word, "brief");
        await line.Cache.WaitForAsync(written.Position, Token);
        CachedPrompt got = await line.Cache.GetAsync(prompt, Token);
        Assert.Contains("Be brief.", got.Document.Whole.ToString(), StringComparison.Ordinal);
        Assert.True(Reads(line, prompt) > before);
    }

    [Fact]
    public async Task PromptThatCannotBeUsed_IsReadAnewWhenItMayBeUsedAgain()
    {
        await using var app = new ClientHost(shared.Api);
        PromptReference tone = await app.CreatePromptAsync("Be kind.");
        PromptReference prompt = await app.CreatePromptAsync($"{{{{> {tone}}}}} Hello.") with { Version = 1 };
        // What everybody gets may not be broken; a version before it may.
        await app.UpdateAsync(prompt with { Version = null }, "Hello.");
        await app.Client.Prompts.ArchiveAsync(tone, Token);
        await app.Cache.WaitForAsync(1, Token);
        await Patience.WaitAsync(() => app.Cache.IsFollowing, "the cache follows");
        Assert.NotEmpty((await app.Cache.GetAsync(prompt, Token)).Document.Composed!.Problems);

        EntryState restored = await app.Client.Prompts.RestoreAsync(tone, Token);
        await app.Cache.WaitForAsync(restored.Position!.Value, Token);

        Assert.Empty((await app.Cache.GetAsync(prompt, Token)).Document.Composed!.Problems);
    }

    [Fact]
    public async Task Keep_HasWhatIsCreatedWhileItReadsTheList()
    {
        await using var line = new SlowAnswers(shared.Api);
        await using var app = new ClientHost(shared.Api);
        await line.Cache.WaitForAsync(1, Token);
        PromptReference? created = null;
        // The list of Keep, not the one that the log is followed from.
        (TaskCompletionSource answered, TaskCompletionSource passed) = HoldUp(line, answer =>
            answer.RequestMessage!.RequestUri!.AbsolutePath == "/api/prompts/catalog"
            && !answer.RequestMessage.Headers.Contains("PromptIntel-Min-Position"));

        Task keeping = line.Cache.KeepAsync(entry => entry.Reference == created, Token);
        await answered.Task.WaitAsync(Patience.Limit, Token);
        created = new PromptReference("general", $"t{Guid.CreateVersion7():N}");
        EntryState state = await app.Client.Prompts.CreateAsync(new NewEntry(created.Namespace, created.Name, "Hello"), Token);
        await line.Cache.WaitForAsync(state.Position!.Value, Token);
        passed.SetResult();
        await keeping;

        await Patience.WaitAsync(() => line.Cache.TryGetHeld(created, out _), "the new one is kept");
    }

    [Fact]
    public async Task APageInsteadOfAnAnswer_EndsNoRefreshing()
    {
        await using var line = new SlowAnswers(shared.Api);
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await line.Cache.WaitForAsync(1, Token);
        await line.Cache.GetAsync(prompt, Token);
        var isPage = true;
        var seen = new TaskCompletionSource();
        line.OnAnswer = answer =>
        {
            if (isPage && SlowAnswers.IsReadOf(answer, prompt))
            {
                answer.Content = new StringContent("<html></html>", null, "text/html");
                seen.TrySetResult();
            }

            return Task.CompletedTask;
        };

        await app.UpdateAsync(prompt, "Unread {{name}}");
        await seen.Task.WaitAsync(Patience.Limit, Token);
        Assert.False((await line.Cache.GetAsync(prompt, Token)).IsCurrent);
        isPage = false;
        await app.UpdateAsync(prompt, "Read {{name}}");

        await Patience.WaitAsync(
            () => line.Cache.TryGetHeld(prompt, out CachedPrompt? held) && held is { Document.Version: 3, IsCurrent: true },
            "the cache reads by itself");
    }

    [Fact]
    public async Task AnswerWithoutAnEntityTag_IsReadAgainAllTheSame()
    {
        await using var line = new SlowAnswers(shared.Api) { OnAnswer = answer => Task.FromResult(answer.Headers.Remove("ETag")) };
        await using var app = new ClientHost(shared.Api);
        PromptReference prompt = await app.CreatePromptAsync();
        await line.Cache.WaitForAsync(1, Token);
        await line.Cache.GetAsync(prompt, Token);

        UpdatedEntry written = await app.UpdateAsync(prompt, "Second {{name}}");
        await line.Cache.WaitForAsync(written.Position, Token);

        Assert.Equal(2, (await line.Cache.GetAsync(prompt, Token)).Document.Version);
    }

    [Fact]
    public async Task WrongKey_IsNotTriedSoOftenThatTheAddressIsLockedOut()
    {
        await using RunningApi api = await RunningApi.CreateAsync("reader");
        await using var app = new ClientHost(api, "wrong");
        var time = new NotedPauses();
        await using var cache = new PromptCache(app.Client, time, NullLogger<PromptCache>.Instance);

        cache.Start();

        await Patience.WaitAsync(() => !time.All.IsEmpty, "it was refused and will try again");
        Assert.All(time.All, pause => Assert.InRange(pause, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)));
    }

    private static int Reads(SlowAnswers line, PromptReference prompt) =>
        line.Requests.Count(request => request == $"GET /api/prompts/{prompt}");

    /// <summary>The first such answer is given to the client only when the second is set, and the first is set when it is there.</summary>
    private static (TaskCompletionSource Answered, TaskCompletionSource Passed) HoldUp(
        SlowAnswers line, Func<HttpResponseMessage, bool> isIt)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        line.OnAnswer = answer => isIt(answer) && answered.TrySetResult() ? passed.Task : Task.CompletedTask;
        return (answered, passed);
    }

    private sealed class NotedPauses : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> All { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            All.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
