using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Tests.Search.Embeddings;

public sealed class EmbedderPauseTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Calls_WhileItAnswers_AreAllLetThrough()
    {
        EmbedderPause pause = new(_time);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.NotNull(pause.TryAsk()));
        Assert.False(pause.Answered());
    }

    [Fact]
    public void Calls_ThatWereUnderWayWhenItFailed_LengthenNothing()
    {
        EmbedderPause pause = new(_time);
        long[] asked = [.. Enumerable.Range(0, 5).Select(_ => pause.TryAsk()!.Value)];
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([true, false, false, false, false], asked.Select(pause.Failed));
        Assert.Null(pause.TryAsk());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(pause.TryAsk());
    }

    [Fact]
    public void ATrial_IsAlone_HoweverLongItTakes_AndThePauseBeginsAtItsEnd()
    {
        EmbedderPause pause = new(_time);
        pause.Failed(pause.TryAsk()!.Value);
        _time.Advance(TimeSpan.FromSeconds(1));
        long trial = pause.TryAsk()!.Value;
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(pause.TryAsk());
        Assert.False(pause.Failed(trial));
        pause.Ended(trial);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(pause.TryAsk());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(pause.TryAsk());
    }

    [Fact]
    public void ATrial_WhoseClientLeft_IsTheNextSearchs()
    {
        EmbedderPause pause = new(_time);
        pause.Failed(pause.TryAsk()!.Value);
        _time.Advance(TimeSpan.FromSeconds(1));
        long trial = pause.TryAsk()!.Value;
        Assert.Null(pause.TryAsk());

        pause.Ended(trial);

        Assert.NotNull(pause.TryAsk());
        Assert.True(pause.Answered());
        Assert.NotNull(pause.TryAsk());
    }

    [Fact]
    public void Pauses_AreNeverLongerThanHalfAMinute()
    {
        EmbedderPause pause = new(_time);

        for (int turn = 0; turn < 10; turn++)
        {
            long asked = pause.TryAsk()!.Value;
            pause.Failed(asked);
            pause.Ended(asked);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.NotNull(pause.TryAsk());
    }
}
