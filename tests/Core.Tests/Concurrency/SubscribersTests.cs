using System.Runtime.CompilerServices;

using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Tests.Concurrency;

public sealed class SubscribersTests
{
    private readonly Subscribers<string> _subscribers = new();
    private readonly List<string> _heard = [];

    [Fact]
    public void Everybody_IsTold_InTheOrderTheyCame()
    {
        _subscribers.Add(news => _heard.Add($"first {news}"));
        _subscribers.Add(news => _heard.Add($"second {news}"));

        _subscribers.Publish("a");
        _subscribers.Publish("b");

        Assert.Equal(["first a", "second a", "first b", "second b"], _heard);
    }

    [Fact]
    public void WhoStopped_HearsNothingMore()
    {
        IDisposable subscription = _subscribers.Add(_heard.Add);
        _subscribers.Publish("a");

        subscription.Dispose();
        _subscribers.Publish("b");

        Assert.Equal(["a"], _heard);
        Assert.True(_subscribers.IsEmpty);
    }

    /// <summary>The same callback may be given twice; each subscription ends by itself, once.</summary>
    [Fact]
    public void SameCallbackTwice_IsTwoSubscriptions()
    {
        Action<string> receive = _heard.Add;
        IDisposable first = _subscribers.Add(receive);
        using IDisposable second = _subscribers.Add(receive);

        first.Dispose();
        first.Dispose();
        _subscribers.Publish("a");

        Assert.Equal(["a"], _heard);
    }

    [Fact]
    public void EndedWhileItIsPublished_HearsNothingOfIt_AndWhoComesThenHearsTheNext()
    {
        IDisposable? later = null;
        _subscribers.Add(news =>
        {
            later!.Dispose();
            if (news == "a")
            {
                _subscribers.Add(other => _heard.Add($"new {other}"));
            }
        });
        later = _subscribers.Add(_heard.Add);

        _subscribers.Publish("a");
        Assert.Empty(_heard);

        _subscribers.Publish("b");
        Assert.Equal(["new b"], _heard);
    }

    [Fact]
    public void MayEndItselfWhileItIsTold()
    {
        IDisposable? subscription = null;
        subscription = _subscribers.Add(news =>
        {
            _heard.Add(news);
            subscription!.Dispose();
        });

        _subscribers.Publish("a");
        _subscribers.Publish("b");

        Assert.Equal(["a"], _heard);
    }

    [Fact]
    public void WhoStopped_IsNotHeld_ThoughItsSubscriptionIs()
    {
        (WeakReference subscriber, IDisposable subscription) = SubscribeAndStop();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(subscriber.IsAlive);
        GC.KeepAlive(subscription);
    }

    [Fact]
    public async Task ManyComeAndGoWhileOthersPublish_NobodyIsLost_NobodyIsLeft()
    {
        const int Publications = 20_000;
        var subscribers = new Subscribers<int>();
        long steady = 0;
        using IDisposable stays = subscribers.Add(number => Interlocked.Add(ref steady, number));
        int calledAfterEnd = 0;
        using var done = new CancellationTokenSource();

        Task[] guests = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Thread? publisher = null;
                IDisposable guest = subscribers.Add(_ => publisher = Thread.CurrentThread);
                guest.Dispose();
                subscribers.Publish(0);
                // A call that had begun may still come to its end on the other thread; of its own publication the guest hears nothing.
                if (publisher == Thread.CurrentThread)
                {
                    Interlocked.Increment(ref calledAfterEnd);
                }
            }
        }))];
        await Task.Run(() =>
        {
            for (int number = 1; number <= Publications; number++)
            {
                subscribers.Publish(1);
            }
        }, TestContext.Current.CancellationToken);
        await done.CancelAsync();
        await Task.WhenAll(guests);

        Assert.Equal(Publications, steady);
        Assert.Equal(0, calledAfterEnd);
        stays.Dispose();
        Assert.True(subscribers.IsEmpty);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Subscriber, IDisposable Subscription) SubscribeAndStop()
    {
        var subscriber = new List<string>();
        IDisposable subscription = _subscribers.Add(subscriber.Add);
        _subscribers.Publish("a");
        Assert.Single(subscriber);
        subscription.Dispose();
        return (new WeakReference(subscriber), subscription);
    }
}
