using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    [Theory]
    [InlineData("harbour rowing", 1)]
    [InlineData("HARBOUR", 1)]
    [InlineData("Zürich", 2)]
    [InlineData("say \"hi\"", 1)]
    [InlineData("100%", 1)]
    [InlineData("100_", 0)]
    [InlineData("a\\b", 1)]
    [InlineData("league", 3)]
    [InlineData("nowhere", 0)]
    [InlineData("'; DROP TABLE executions; --", 0)]
    public async Task List_ByText_FindsWhatStandsInTheInput(string text, int expected)
    {
        await CreateWithAsync("""{"text":"Harbour Rowing League, 100% owned"}""");
        await CreateWithAsync("""{"text":"Z\u00fcrich league, say \"hi\""}""");
        await CreateWithAsync("""{"text":"League of Zürich, a\\b"}""");

        ExecutionPage<ExecutionRecord> found = await Reader.ListAsync(new ExecutionFilter { Text = text }, null, 10, Token);

        Assert.Equal((expected, expected, null), (found.Items.Length, (int)found.Total, found.NextCursor));
    }

    /// <summary>An error is looked through by its code and its detail, as plain texts, and not by the names of its members.</summary>
    [Theory]
    [InlineData("say \"hi\"", 1)]
    [InlineData("C:\\Zürich", 1)]
    [InlineData("TOO_MANY", 1)]
    [InlineData("100% wrong", 1)]
    [InlineData("100_ wrong", 0)]
    [InlineData("detail", 0)]
    [InlineData("retry_after", 0)]
    [InlineData("second", 0)]
    [InlineData("u0022", 0)]
    public async Task List_ByText_FindsWhatTheErrorSays(string text, int expected)
    {
        await FailWithAsync(new ExecutionError("too_many_failures", "second", "They say \"hi\" in C:\\Zürich: 100% wrong."));
        await FailWithAsync(new ExecutionError("timeout", null, "late"));

        ExecutionPage<ExecutionRecord> found = await Reader.ListAsync(new ExecutionFilter { Text = text }, null, 10, Token);

        Assert.Equal((expected, expected, null), (found.Items.Length, (int)found.Total, found.NextCursor));
    }

    /// <summary>Small letters of A to Z are like great ones, and no others, in the input as in the error.</summary>
    [Theory]
    [InlineData("zürich", 2)]
    [InlineData("ZüRICH", 2)]
    [InlineData("ZÜRICH", 0)]
    [InlineData("\u212Aeel", 0)]
    public async Task List_ByText_FoldsTheLettersFromAToZ(string text, int expected)
    {
        await CreateWithAsync("""{"text":"Keel of Zürich"}""");
        await FailWithAsync(new ExecutionError("timeout", null, "No keel in Zürich."));

        Assert.Equal(expected, (await Reader.ListAsync(new ExecutionFilter { Text = text }, null, 10, Token)).Total);
    }

    /// <summary>What no database takes as a text may stand in what a program threw.</summary>
    [Fact]
    public async Task List_ByText_PassesOverAnErrorWithOddCharacters()
    {
        await FailWithAsync(new ExecutionError("timeout", null, "odd \0 and \\u0000 and \uD800"));
        Guid wanted = await FailWithAsync(new ExecutionError("timeout", null, "wanted"));

        ExecutionPage<ExecutionRecord> found = await Reader.ListAsync(new ExecutionFilter { Text = "wanted" }, null, 10, Token);

        Assert.Equal(wanted, Assert.Single(found.Items).Id);
    }

    [Fact]
    public async Task List_ByText_PagesNewestFirstAndFindsAnIdByItsBeginning()
    {
        List<Guid> ids = [];

        for (int index = 0; index < 5; index++)
        {
            ids.Add(await CreateWithAsync(index == 2 ? """{"text":"other"}""" : """{"text":"wanted"}"""));
        }

        ExecutionPage<ExecutionRecord> first = await Reader.ListAsync(new ExecutionFilter { Text = "wanted" }, null, 2, Token);
        ExecutionPage<ExecutionRecord> second = await Reader.ListAsync(new ExecutionFilter { Text = "wanted" }, first.NextCursor, 2, Token);
        ExecutionPage<ExecutionRecord> one = await Reader.ListAsync(
            new ExecutionFilter { Text = ids[2].ToString().ToUpperInvariant() }, null, 2, Token);

        Assert.Equal([ids[4], ids[3], ids[1], ids[0]], first.Items.Concat(second.Items).Select(execution => execution.Id));
        Assert.Equal((4L, null), (first.Total, second.NextCursor));
        Assert.Equal(ids[2], Assert.Single(one.Items).Id);
    }

    [Fact]
    public async Task List_ByVersionAndTime_HoldsThoseAlone()
    {
        NewExecution before = New() with { CreatedAt = Now.AddHours(-1) };
        NewExecution at = New() with { CreatedAt = Now };
        await Store.CreateAsync(before, Token);
        await Store.CreateAsync(at, Token);

        async Task<IEnumerable<Guid>> ListAsync(ExecutionFilter filter) =>
            (await Reader.ListAsync(filter, null, 10, Token)).Items.Select(execution => execution.Id);

        int version = at.Manifest.Workflow.Version;
        Assert.Equal([before.Id], await ListAsync(new ExecutionFilter { Until = Now }));
        Assert.Equal([at.Id], await ListAsync(new ExecutionFilter { Since = Now, Until = Now.AddHours(1) }));
        Assert.Equal([at.Id, before.Id], await ListAsync(new ExecutionFilter { Workflow = "main", Version = version }));
        Assert.Empty(await ListAsync(new ExecutionFilter { Version = version + 1 }));
        Assert.Empty(await ListAsync(new ExecutionFilter { Workflow = "elsewhere/main" }));
    }

    private async Task<Guid> FailWithAsync(ExecutionError error)
    {
        Guid id = await CreateWithAsync("{}");
        ClaimedExecution claimed = (await Store.ClaimAsync(Lasting, 10, Token)).Single(one => one.Execution.Id == id);
        await Store.CommitAsync(
            claimed.Lease, Delta(claimed.Execution) with { Transition = new ExecutionTransition.Fail(error) }, Token);
        return id;
    }

    private async Task<Guid> CreateWithAsync(string input)
    {
        NewExecution created = New() with { Input = JsonElement.Parse(input) };
        await Store.CreateAsync(created, Token);
        return created.Id;
    }
}
