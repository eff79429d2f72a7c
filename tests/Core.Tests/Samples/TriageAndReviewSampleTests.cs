using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>The shipped samples of <c>email_triage</c> and <c>contract_review</c>, without a language model.</summary>
public sealed class TriageAndReviewSampleTests(OfflineWorkflow offline) : IClassFixture<OfflineWorkflow>
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "content", "samples");

    [Theory]
    [InlineData("glenmore_shinty_bank.txt", "invoice_or_payment p4 finance, changed_bank_details, asks 2026-06-12, reply en")]
    [InlineData("rheintal_handball_feed.json", "data_feed_incident p1 operations, , asks none, reply de")]
    [InlineData("tasman_surf_forwarded.txt", "contract_negotiation p3 legal, , asks 2026-08-21, reply en")]
    public async Task Mail_IsSortedAndAnswered(string sample, string expected)
    {
        JsonElement result = await CompleteAsync("email_triage", "email_text", "email_triage_result", sample);

        string due = string.Join(' ', Texts(result.GetProperty("asks"), "due"));
        Assert.Equal(
            expected,
            $"{result.GetProperty("category")} {result.GetProperty("priority")} {result.GetProperty("route")}, "
            + $"{string.Join(' ', result.GetProperty("flags").EnumerateArray())}, asks {due}, "
            + $"reply {result.GetProperty("reply").GetProperty("language")}");
    }

    [Fact]
    public async Task Licence_ThatIsOneSided_IsNotToBeSigned()
    {
        JsonElement result = await ReviewAsync("kerry_handball_licence.txt");

        Assert.Equal("critical no", $"{result.GetProperty("rating")} {result.GetProperty("signable")}");
        Assert.Equal(
            ["limitation_of_liability unacceptable league", "company_exclusivity unacceptable league"], Graded(result).Take(2));
        Assert.Contains("invoicing_and_payment material league", Graded(result));
        Assert.Contains("integrity_monitoring", Texts(result.GetProperty("missing"), "kind"));
        Assert.Contains("company_exclusivity", Texts(result.GetProperty("questions"), "about"));
    }

    [Fact]
    public async Task Agreement_BesideWhatWasAgreed_HasItsFeeTold()
    {
        JsonElement result = await ReviewAsync("lagoa_futsal_agreed.json");

        Assert.Contains("fees_and_revenue_share material league", Graded(result));
        Assert.Contains("publicity material league", Graded(result));
        JsonElement fee = result.GetProperty("deviations").EnumerateArray()
            .Single(item => item.GetProperty("kind").ValueEquals("fees_and_revenue_share")).GetProperty("changes").EnumerateArray()
            .Single(change => change.GetProperty("what").ValueEquals("annual_fee"));
        Assert.Equal("20000 / fee of EUR 30,000.", $"{fee.GetProperty("template_says")} / {fee.GetProperty("contract_says")}");
    }

    [Fact]
    public async Task Minutes_AreNoContract()
    {
        JsonElement result = await ReviewAsync("severn_rowing_minutes.txt");

        Assert.False(result.GetProperty("is_contract").GetBoolean());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("rating").ValueKind);
    }

    [Theory]
    [InlineData("email_triage")]
    [InlineData("contract_review")]
    public void Folder_HasNoSampleThatIsNotRunHere(string workflow) =>
        Assert.Equal(3, Directory.GetFiles(Path.Combine(Folder, workflow)).Length);

    private Task<JsonElement> ReviewAsync(string sample) =>
        CompleteAsync("contract_review", "contract_text", "contract_review_report", sample);

    private async Task<JsonElement> CompleteAsync(string workflow, string property, string schema, string sample)
    {
        string content = await File.ReadAllTextAsync(Path.Combine(Folder, workflow, sample), TestContext.Current.CancellationToken);
        object input = sample.EndsWith(".json", StringComparison.Ordinal)
            ? JsonElement.Parse(content)
            : new Dictionary<string, string> { [property] = content };
        OfflineRun run = await offline.RunAsync(workflow, input);

        Assert.Equal((ExecutionStatus.Succeeded, null), (run.Execution.Status, run.Execution.Error?.Detail));
        Assert.Empty(offline.Validator.Validate(offline.Catalog.Find(new EntryKey("components", schema))!.Current.Body, run.Output));
        return run.Output;
    }

    private static string[] Graded(JsonElement result) =>
        [.. result.GetProperty("deviations").EnumerateArray().Select(
            item => $"{item.GetProperty("kind")} {item.GetProperty("grade")} {item.GetProperty("favours")}")];

    private static IEnumerable<string> Texts(JsonElement list, string name) =>
        list.EnumerateArray().Select(item => item.GetProperty(name).GetString() ?? "none");
}
