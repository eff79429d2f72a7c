using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Tests.Concurrency;

public sealed class BoundedCacheTests
{
    [Fact]
    public void Full_TheFirstToEnterGoes_HoweverOftenItIsRead()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Add("a", 1);
        cache.Add("b", 2);
        cache.TryGet("a", out _);
        cache.Add("a", 9);

        cache.Add("c", 3);

        Assert.Equal("bc", KeysOf(cache));
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void KeyThatIsThere_KeepsItsValue()
    {
        var cache = new BoundedCache<string, string>(2);
        string first = cache.Add("a", "first");

        string standing = cache.Add("a", "second");

        Assert.Same(first, standing);
        Assert.True(cache.TryGet("a", out string? known));
        Assert.Same(first, known);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Size_AsManyGoAsTheNewOneNeeds()
    {
        var cache = new BoundedCache<string, int>(100, 10, size => size);
        cache.Add("a", 4);
        cache.Add("b", 3);
        cache.Add("c", 3);
        Assert.Equal(10, cache.Size);

        cache.Add("d", 5);

        Assert.Equal("cd", KeysOf(cache));
        Assert.Equal(8, cache.Size);
    }

    [Fact]
    public void ValueLargerThanAll_IsHandedBack_AndDrivesNobodyOut()
    {
        var cache = new BoundedCache<string, int>(100, 10, size => size);
        cache.Add("a", 10);

        int value = cache.Add("b", 11);

        Assert.Equal(11, value);
        Assert.Equal("a", KeysOf(cache));
        Assert.Equal(10, cache.Size);
    }

    [Fact]
    public void Cleared_HasItsRoomBack()
    {
        var cache = new BoundedCache<string, int>(2, 10, size => size);
        cache.Add("a", 5);
        cache.Add("b", 5);

        cache.Clear();

        Assert.Equal((0, 0L, ""), (cache.Count, cache.Size, KeysOf(cache)));
        cache.Add("c", 5);
        cache.Add("d", 5);
        Assert.Equal((2, 10L, "cd"), (cache.Count, cache.Size, KeysOf(cache)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public void BoundsWithoutRoom_AreRefused(int mostEntries, long mostSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedCache<string, int>(mostEntries, mostSize, size => size));

    [Fact]
    public void ThoseWhoAddAtOnce_AllGetTheSame()
    {
        for (int round = 0; round < 200; round++)
        {
            var cache = new BoundedCache<int, object>(4);
            object[] got = new object[4];

            InParallel(got.Length, thread => got[thread] = cache.Add(1, new object()));

            Assert.Single(got.Distinct());
            Assert.True(cache.TryGet(1, out object? known));
            Assert.Same(got[0], known);
        }
    }

    [Fact]
    public void Bounds_HoldAtEveryMoment_WhileManyAddAndClear()
    {
        const int MostEntries = 50;
        const int MostSize = 200;
        var cache = new BoundedCache<int, int>(MostEntries, MostSize, value => value % 11);

        InParallel(4, thread =>
        {
            for (int number = 0; number < 5_000; number++)
            {
                int key = (number * 7) + (thread % 2);
                Assert.Equal(key, cache.Add(key, key));
                Assert.InRange(cache.Count, 0, MostEntries);
                Assert.InRange(cache.Size, 0, MostSize);
                Assert.True(!cache.TryGet(key, out int known) || known == key);

                if (number % 1_000 == 999)
                {
                    cache.Clear();
                }
            }
        });

        cache.Clear();
        Assert.Equal((0, 0L), (cache.Count, cache.Size));
        Assert.DoesNotContain(Enumerable.Range(0, 35_002), key => cache.TryGet(key, out _));
    }

    private static string KeysOf(BoundedCache<string, int> cache) =>
        string.Concat(Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString()).Where(key => cache.TryGet(key, out _)));

    private static void InParallel(int threads, Action<int> work)
    {
        using var start = new Barrier(threads);
        Exception?[] failures = new Exception?[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            failures[number] = Record.Exception(() => work(number));
        }))];

        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());

        Assert.All(failures, Assert.Null);
    }
}
