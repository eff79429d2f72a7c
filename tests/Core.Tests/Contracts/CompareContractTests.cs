using System.Text.Json;

using PromptIntel.Core.Contracts;
using PromptIntel.Core.Contracts.Comparison;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Tests.Leagues;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Contracts;

/// <summary>The comparison by itself: beside a language model, and at its bounds.</summary>
public sealed class CompareContractTests
{
    [Theory]
    [InlineData("Non-exclusivity", "The grant is non exclusive.", "is_exclusive")]
    [InlineData("Betting", "The Company may supply Data for betting.", "allows_betting")]
    [InlineData("Fees", "The annual fee of EUR 9,000 is due.", "annual_fee")]
    public async Task Compare_WhenAModelFindsNothing_KeepsWhatTheRulesKnow(string heading, string text, string what)
    {
        var agreed = new { is_exclusive = true, allows_betting = false, annual_fee = 5000 };

        JsonElement output = await Bench("acceptable").CompleteAsync(
            "compare_contract", new { contract = Contract(heading, text), tier = "premium", agreed });

        Assert.Equal([what], Changes(output));
        Assert.StartsWith("language model", output.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_OfOtherWords_TakesTheModelsWord()
    {
        JsonElement output = await Bench("negotiate", new { what = "the notice", received_says = "shall be SENT", effect = "Too short." })
            .CompleteAsync("compare_contract", new { contract = Contract("Notices", "Notices shall be\nsent by post.") });

        Assert.Equal(["the notice"], Changes(output));
        JsonElement deviation = output.GetProperty("deviations")[0];
        Assert.Equal(
            ("material", "league", "shall be SENT", "Too short."),
            (deviation.GetProperty("grade").GetString(), deviation.GetProperty("favours").GetString(),
                deviation.GetProperty("changes")[0].GetProperty("contract_says").GetString(), deviation.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task Compare_WithAnUnknownTier_IsRefusedByName()
    {
        OperationOutcome outcome = await new LeagueBench().RunAsync(
            "compare_contract", new { contract = Contract("Notices", "In writing."), tier = "gold" });

        Assert.StartsWith(
            "tier: must be one of basic, ", Assert.IsType<OperationOutcome.Failed>(outcome).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Limb_OfOneLongWord_IsCutBetweenLetters()
    {
        string address = "https://example.org/" + new string('a', 59) + "\U0001F3AF" + new string('b', 100);

        Change change = HunkGrader.WeighLimb(new Paragraph(address, Words.Of(address)), isGone: false);

        Assert.Equal(address[..79] + " ...", change.What);
    }

    [Fact]
    public void Clauses_BeyondTheMost_BelongToTheLast()
    {
        string[] lines = [.. Enumerable.Range(1, 2_500).SelectMany(_ => new[] { "# 1. Liability", "x" })];

        List<ContractClause> clauses = ClauseCutter.Cut(new ContractLines(lines));

        Assert.Equal((ClauseCutter.MostClauses, 5_000), (clauses.Count, clauses[^1].LastLine));
    }

    [Fact]
    public void Sentences_AreNotCutForEveryKind()
    {
        string text = string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("the day is long ", 50)).TrimEnd() + ". ", 500));
        var finder = new KindFinder(ShippedContent.Config<ContractReviewRules>("contract_review"), []);

        long once = AllocatedBy(() => Sentences.Of(text));
        long found = AllocatedBy(() => finder.Find(new ContractClause("1", "Other", 1, 1, text, false)));

        Assert.InRange(found, 1, 15 * once);
    }

    [Fact]
    public void Patterns_AreMadeOnce() => Assert.Same(ContractPattern.Of("shall (not)? pay"), ContractPattern.Of("shall (not)? pay"));

    private static long AllocatedBy<T>(Func<T> made)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = made();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static LeagueBench Bench(string deviation, params object[] changes) => new(new FakeStageModel(new Dictionary<string, object>
    {
        ["compare_clause_to_template"] = new { deviation, favours = deviation == "acceptable" ? "us" : "them", changes },
    }));

    private static object Contract(string heading, string text) => new
    {
        is_contract = false,
        clauses = new[]
        {
            new { number = "1", heading, first_line = 1, last_line = 2, text = $"1. {heading}\n{text}", is_annex = false },
        },
    };

    private static IEnumerable<string?> Changes(JsonElement output) =>
        output.GetProperty("deviations").EnumerateArray()
            .SelectMany(item => item.GetProperty("changes").EnumerateArray())
            .Select(change => change.GetProperty("what").GetString());
}
