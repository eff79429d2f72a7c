using System.Collections.Immutable;

using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search.Lexical;

public sealed class HighlighterTests
{
    [Theory]
    [InlineData("munchen", "Der Vertrag aus München gilt.", "Der Vertrag aus **München** gilt.")]
    [InlineData("strasse", "An der STRAẞE: Straße 5.", "An der **STRAẞE**: **Straße** 5.")]
    [InlineData("отчета", "Нет отчёта.", "Нет **отчёта**.")]
    [InlineData("合同审查", "请做合同审查工作", "请做**合同审查**工作")]
    [InlineData("审查合同", "合同 的审查", "**合同** 的**审查**")]
    [InlineData("税", "所得税率", "所得**税**率")]
    [InlineData("สัญญา", "ร่างสัญญาใหม่", "ร่าง**สัญญา**ใหม่")]
    [InlineData("scores", "Scoring the SCORED score.", "**Scoring** the **SCORED** **score**.")]
    [InlineData("parse json", "parseJson(text)", "**parseJson**(text)")]
    [InlineData("visitor", "A **visitor** is **not** lost.", "A **visitor** is not lost.")]
    public void Passage_MarksTheWordsWhereTheyStand(string query, string text, string marked) =>
        Assert.Equal([marked], Passages(query, text));

    [Fact]
    public void Passages_WithMoreOfTheWords_ComeFirst_AndEachOnce()
    {
        const string Text = "An invoice.\nThe tax.\nThe tax.\nInvoice and tax of a supplier.\nSupplier and tax.\nNothing.";

        Assert.Equal(
            ["**Invoice** and **tax** of a **supplier**.", "**Supplier** and **tax**.", "An **invoice**."],
            Passages("invoice tax supplier", Text));
    }

    [Fact]
    public void Passages_OfATextWithoutTheWords_AreNone() => Assert.Empty(Passages("invoice", "Nothing of it."));

    [Fact]
    public void Passages_AreShortAndOfTheOpening()
    {
        string words = string.Concat(Enumerable.Repeat("word ", 4_000));

        ImmutableArray<string> passages = Passages("invoice", $"{words[..300]}invoice {words}", $"{words}invoice");

        Assert.InRange(Assert.Single(passages).Length, 9, 500);
    }

    [Fact]
    public void MarkedText_WithoutItsMarks_IsTheSource()
    {
        Random random = new(11);
        string[] words = ["invoice", "Invoices", "税率", "税", "合同审查", "München", "—", " ", "x", "é", "ﬁnal"];

        for (int turn = 0; turn < 2_000; turn++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => words[random.Next(words.Length)])).Trim();

            foreach (string passage in Passages("invoice 税率 合同审查 munchen final", text))
            {
                Assert.Equal(text, passage.Replace("**", "", StringComparison.Ordinal));
                Assert.DoesNotContain("****", passage, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Passages_OfAMegabyte_CostWhatItsOpeningCosts()
    {
        string opening = string.Concat(Enumerable.Repeat("An invoice, words and (signs) of no matter. ", 200))[..8_192];
        string large = opening + string.Concat(Enumerable.Repeat("An invoice of a later page. ", 40_000));
        Highlighter highlighter = new(QueryTerms.Of("invoice of a later page").Stems);

        (ImmutableArray<string> wanted, long cost) = Measure(opening);
        (ImmutableArray<string> found, long costOfLarge) = Measure(large);

        Assert.True(large.Length > 1_000_000);
        Assert.Equal(wanted, found);
        Assert.InRange(costOfLarge, 0, cost * 2);

        (ImmutableArray<string>, long) Measure(string text)
        {
            highlighter.Passages(text);
            long before = GC.GetAllocatedBytesForCurrentThread();
            ImmutableArray<string> passages = highlighter.Passages(text);
            return (passages, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>Whatever the text is marked up with, what lies between marks is a word of the query, and nothing is lost or torn.</summary>
    [Fact]
    public void MarkedText_OfAnySource_IsTheSourceWithTheWordsMarked()
    {
        Random random = new(13);
        string[] parts =
        [
            "invoice", "invoices", "*", "**", "***", "<b>", "</b>", "&amp;", "`", "_", "😀", "👩‍💻", "é", "e\u0301", " ", "tax", "税率",
            "x",
        ];

        for (int turn = 0; turn < 2_000; turn++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 400)).Select(_ => parts[random.Next(parts.Length)]));
            string bare = text.Replace("*", "", StringComparison.Ordinal);

            foreach (string passage in Passages("invoice 税率", text))
            {
                string[] pieces = passage.Split("**");
                string plain = string.Concat(pieces);

                Assert.Equal(1, pieces.Length % 2);
                Assert.All(pieces.Where((_, at) => at % 2 == 1), word => Assert.Matches("(?i)invoic|税率", word));
                Assert.Contains(plain.Replace("*", "", StringComparison.Ordinal), bare, StringComparison.Ordinal);
                Assert.True(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(plain)) == plain, "A letter is torn.");
            }
        }
    }

    private static ImmutableArray<string> Passages(string query, params string[] texts) =>
        new Highlighter(QueryTerms.Of(query).Stems).Passages(texts);
}
