using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search.Lexical;

public sealed class TermTableTests
{
    private const int Terms = 20_000;

    [Fact]
    public void Find_GivesEachTermItsOwnList_AndNullForOthers()
    {
        TermTable table = new();
        Dictionary<string, PostingList> added = [];

        for (int number = 0; number < Terms; number++)
        {
            PostingList list = new($"term{number}");
            table.Add(list);
            added.Add(list.Term, list);
        }

        Assert.All(added, pair => Assert.Same(pair.Value, table.Find(pair.Key)));
        Assert.Equal(added.Values.ToHashSet(), table.All.ToHashSet());
        Assert.Null(table.Find($"term{Terms}"));
        Assert.Null(table.Find(""));
    }

    [Fact]
    public async Task Find_WhileItGrows_FindsWhateverWasThereBefore()
    {
        TermTable table = new();
        int published = 0;
        Task writing = Task.Run(
            () =>
            {
                for (int number = 0; number < Terms; number++)
                {
                    table.Add(new PostingList($"term{number}"));
                    Volatile.Write(ref published, number + 1);
                }
            },
            TestContext.Current.CancellationToken);
        Random random = new(3);

        while (!writing.IsCompleted)
        {
            if (Volatile.Read(ref published) is > 0 and var count)
            {
                string term = $"term{random.Next(count)}";
                Assert.Equal(term, table.Find(term)?.Term);
            }
        }

        await writing;
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("because", true)]
    [InlineData("your", true)]
    [InlineData("youth", false)]
    [InlineData("b", false)]
    [InlineData("", false)]
    [InlineData("becauses", false)]
    [InlineData("был", false)]
    public void StopWords_AreThoseAlone(string word, bool isOne) => Assert.Equal(isOne, StopWords.Contains(word));
}
