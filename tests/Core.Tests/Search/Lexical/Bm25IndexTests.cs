using System.Collections.Concurrent;

using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search.Lexical;

/// <summary>The index beside the plainest possible reading of the formula, over random texts that come, change and go.</summary>
public sealed class Bm25IndexTests
{
    private const float Rounding = 2e-5f;

    private static readonly ConcurrentDictionary<string, List<(string Word, string Stem)>> Known = new(StringComparer.Ordinal);

    private sealed record Text(string Key, string Group, FieldedText Fields);

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 500)]
    [InlineData(3, 700)]
    public void Find_GivesWhatReadingEverythingGives(int seed, int writes)
    {
        Random random = new(seed);
        Bm25Index<Text> index = new(Bm25Weights.Default, text => text.Fields);
        Dictionary<string, Text> living = [];
        Dictionary<string, int> order = [];

        for (int write = 0; write < writes; write++)
        {
            string key = $"k{random.Next(writes / 2)}";

            if (random.Next(5) == 0)
            {
                index.Remove(key);
                living.Remove(key);
            }
            else
            {
                FieldedText fields = new(Words(random, 2), Words(random, 6), Words(random, 2), Words(random, random.Next(60)));
                Text text = new(key, $"g{random.Next(3)}", fields);
                index.Upsert(key, text);
                (living[key], order[key]) = (text, write);
            }

            if (write % 20 == 0 || write > writes - 40)
            {
                Compare(index, [.. living.Values.OrderBy(text => order[text.Key])], Words(random, random.Next(1, 9)), random);
            }
        }

        Assert.Equal(living.Count, index.Count);
    }

    [Fact]
    public void Find_OfFew_IsTheBeginningOfFindOfAll()
    {
        // With a small limit lists are left out, with one for all none can be: both add in the same order, so they agree bit for bit.
        Random random = new(9);
        Bm25Index<Text> index = new(Bm25Weights.Default, text => text.Fields);

        for (int number = 0; number < 4_000; number++)
        {
            FieldedText fields = new(Words(random, 2), Words(random, 6), "", Words(random, 30));
            index.Upsert($"k{number}", new Text($"k{number}", $"g{number % 3}", fields));
        }

        for (int turn = 0; turn < 200; turn++)
        {
            LexicalSearch<Text> search = index.Prepare(QueryTerms.Of(Words(random, random.Next(2, 9))));
            Func<Text, bool>? filter = turn % 3 == 0 ? text => text.Group == "g1" : null;
            var all = search.Find(filter, 4_000);

            foreach (int limit in new[] { 1, 10, 200 })
            {
                var few = search.Find(filter, limit);

                Assert.Equal(all.Best.Take(limit), few.Best);
                Assert.Equal(all.Total, few.Total);
                Assert.Equal(all.Total, all.Best.Count);
            }
        }
    }

    [Fact]
    public async Task Find_WhileOthersWrite_SeesEachWriteWhollyOrNotAtAll()
    {
        Bm25Index<Text> index = new(Bm25Weights.Default, text => text.Fields);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        // Every text says the same word, under keys that are always there, so that each search finds each key once.
        void Write(int number)
        {
            string key = $"k{number % 50}";
            index.Upsert(key, new Text(key, "", new FieldedText("ledger", $"entry{number}", "", "ledger audit")));
        }

        Enumerable.Range(0, 50).ToList().ForEach(Write);
        Task writing = Task.Run(() =>
        {
            for (int number = 50; number < 4_000; number++)
            {
                Write(number);
            }

            stop.Cancel();
        }, TestContext.Current.CancellationToken);

        while (!stop.IsCancellationRequested)
        {
            var (best, total) = index.Prepare(QueryTerms.Of("ledger audit")).Find(null, 200);

            Assert.Equal(50, total);
            Assert.Equal(50, best.Select(match => match.Document.Key).Distinct().Count());
        }

        await writing;
    }

    private static void Compare(Bm25Index<Text> index, Text[] living, string query, Random random)
    {
        int limit = random.Next(1, 15);
        Func<Text, bool>? filter = random.Next(2) == 0 ? text => text.Group == "g1" : null;
        Dictionary<string, float> wanted = Oracle(living, query).Where(pair => filter is null || filter(pair.Key))
            .ToDictionary(pair => pair.Key.Key, pair => pair.Value);

        var (best, total) = index.Prepare(QueryTerms.Of(query)).Find(filter, limit);

        Assert.Equal(wanted.Count, total);
        Assert.Equal(Math.Min(limit, wanted.Count), best.Count);
        Assert.All(best, match => Assert.Equal(wanted[match.Document.Key], match.Share, Rounding));
        Assert.Equal(
            wanted.Values.OrderDescending().Take(best.Count),
            best.Select(match => match.Share),
            (left, right) => Math.Abs(left - right) < Rounding);
    }

    /// <summary>Every text read for every query.</summary>
    private static IEnumerable<KeyValuePair<Text, float>> Oracle(Text[] texts, string query)
    {
        QueryTerm[] terms =
        [
            .. Read(query).SelectMany(word => new[] { new QueryTerm(word.Word, false), new QueryTerm(word.Stem, true) }).Distinct(),
        ];
        Dictionary<QueryTerm, float> rarities = terms.ToDictionary(term => term, term =>
        {
            int carriers = texts.Count(text => Count(text, term) > 0);
            return MathF.Log(1 + ((texts.Length - carriers + 0.5f) / (carriers + 0.5f)));
        });

        foreach (Text text in texts)
        {
            float share = terms.Sum(term => Count(text, term) is > 0 and var count
                ? rarities[term] * MathF.Max(1, MathF.Round(count / (count + Bm25Weights.Default.Saturation) * 255)) / 255
                : 0) / rarities.Values.Sum();

            if (share > 0)
            {
                yield return new(text, share);
            }
        }
    }

    private static float Count(Text text, QueryTerm term)
    {
        Bm25Weights weights = Bm25Weights.Default;
        int In(string field) => Read(field).Count(word => (term.IsStem ? word.Stem : word.Word) == term.Text);
        (string description, string body) = (text.Fields.Description, text.Fields.Body);
        float PerWord(FieldLength field, int length) =>
            field.Weight / (1 - field.Normalisation + (field.Normalisation * length / field.Usual));
        return (weights.Name * In(text.Fields.Name)) + (weights.Tags * In(text.Fields.Tags)) +
            (In(description) * PerWord(weights.Description, Read(description).Count)) +
            (In(body) * PerWord(weights.Body, Read(body).Count));
    }

    /// <summary>Kept: every text is asked for every term of every query.</summary>
    private static List<(string Word, string Stem)> Read(string text) => Known.GetOrAdd(text, ReadWords);

    private static List<(string Word, string Stem)> ReadWords(string text)
    {
        List<(string, string)> words = [];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);

        while (reader.MoveNext())
        {
            words.Add((reader.Word.ToString(), reader.Stem().ToString()));
        }

        return words;
    }

    /// <summary>A few words are everywhere, most are rare, as in a language; forms of one word among them.</summary>
    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word(random)));

    private static string Word(Random random) =>
        $"{"kmrtp"[random.Next(5)]}or{(int)(60 * Math.Pow(random.NextDouble(), 4)):00}x{(random.Next(3) == 0 ? "ing" : "")}";
}
