using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>
/// The shipped samples from text to contract, against what a careful reader finds in them (<c>expected/</c>). The
/// turnover in <c>rowing_form</c> is to stay unread: it is the word that the start page and the README have people teach the prompt.
/// </summary>
public sealed partial class SampleContractTests(OfflineWorkflow workflow) : IClassFixture<OfflineWorkflow>
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "content", "samples");

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_RunsAllNineStagesToTheEnd(string sample)
    {
        OfflineRun run = await workflow.RunAsync(Text(sample));

        Assert.Equal(ExecutionStatus.Succeeded, run.Execution.Status);
        Assert.Equal(9, run.Details.Stages.Length);
        Assert.All(run.Details.Stages, stage => Assert.Equal(StageStatus.Succeeded, stage.Result?.Status));
        Assert.DoesNotContain(
            run.Output.GetProperty("flags").EnumerateArray(), flag => flag.GetProperty("severity").GetString() == "error");
        Assert.Contains("prepared without a language model", run.Contract, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_IsReadAsACarefulReaderReadsIt(string sample)
    {
        OfflineRun run = await workflow.RunAsync(Text(sample));

        JsonObject expected = Expected(sample);
        Assert.Equal(expected.Select(fact => fact.Key), run.Facts.EnumerateObject().Select(fact => fact.Name));
        Assert.All(run.Facts.EnumerateObject(), fact => Assert.Equal(
            $"{fact.Name}: {Json(expected[fact.Name])}", $"{fact.Name}: {Json(JsonNode.Parse(fact.Value.GetRawText()))}"));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Contract_HasNoPlaceholderAndEveryRequiredClause(string sample)
    {
        OfflineRun run = await workflow.RunAsync(Text(sample));

        Assert.DoesNotMatch(Hole(), run.Contract);
        Assert.DoesNotMatch(Hole(), run.StageOutput("draft").GetProperty("term_sheet").GetString()!);
        var headed = run.StageOutput("draft").GetProperty("clauses").EnumerateArray()
            .Where(clause => run.Contract.Contains(
                $"\n## {clause.GetProperty("number").GetString()}. {clause.GetProperty("title").GetString()}\n", StringComparison.Ordinal))
            .Select(clause => clause.GetProperty("id").GetString()!).ToHashSet();
        TierPreset preset = Config<TierPresets>("tier_presets").Tiers[run.Output.GetProperty("tier").GetString()!];
        Assert.All(preset.RequiredClauses, required => Assert.Contains(required.Split('|'), headed.Contains));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Contract_StatesTheFactsAndNoOtherNamesAmountsOrDates(string sample)
    {
        OfflineRun run = await workflow.RunAsync(Text(sample));

        var facts = new LeagueFacts(JsonSerializer.SerializeToElement(Expected(sample)));
        string Worded(string name) => Wording.Plain(facts.Text(name)!);
        Assert.Contains(
            $"(1) {Worded("legal_entity")}, registered in {Worded("country")} under number {Worded("registration_number")}, "
                + $"of {Worded("registered_address")}, which organises the {Worded("league_name")} ",
            run.Contract, StringComparison.Ordinal);
        Assert.Contains($"a {Worded("sport")} competition", run.Contract, StringComparison.Ordinal);
        foreach (ContractField field in Config<ContractFields>("contract_fields").Fields.Where(field => field.Group != "company"))
        {
            Assert.Contains(ContractVariables.Word(facts, field) ?? $"| {field.Label} |", run.Contract, StringComparison.Ordinal);
        }

        JsonElement pricing = run.Output.GetProperty("pricing");
        string currency = pricing.GetProperty("currency").GetString()!;
        Assert.Equal(facts.Text("currency"), currency);
        Assert.Subset(
            new HashSet<string> { Wording.Money(pricing.GetProperty("annual_fee").GetDecimal(), currency), Wording.Money(
                pricing.GetProperty("insurance_cover").GetDecimal(), currency) },
            Amount().Matches(run.Contract).Select(match => match.Value).ToHashSet());
        Assert.Subset(
            new HashSet<string>([
                Wording.Date(DateOnly.Parse(OfflineWorkflow.AsOf, null)),
                .. new[] { "season_start", "season_end", "requested_start_date" }.Select(name => Wording.Date(facts.Date(name)!.Value))
            ]),
            LongDate().Matches(run.Contract).Select(match => match.Value).ToHashSet());
        Assert.Equal([facts.Text("contact_email")!], Email().Matches(run.Contract).Select(match => match.Value).Distinct());
    }

    [Fact]
    public async Task Page_WhenAFactHoldsMarkup_ShowsItAsText()
    {
        const string hostile = "<script>alert(1)</script> & Messestrasse 4";
        OfflineRun run = await workflow.RunAsync(
            Text("alpine_hockey_form.md").Replace("Messestrasse 4", hostile, StringComparison.Ordinal));

        Assert.Equal(ExecutionStatus.Succeeded, run.Execution.Status);
        Assert.DoesNotContain("<script", run.Page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(WebUtility.HtmlEncode(hostile), run.Page, StringComparison.Ordinal);
        Assert.Contains("<title>Partnership agreement: Alpine Ice Hockey League</title>", run.Page, StringComparison.Ordinal);
    }

    private static string Text(string sample) => File.ReadAllText(Path.Combine(Folder, sample));

    private static JsonObject Expected(string sample) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(
            SourceTree.Root, "tests", "Core.Tests", "Samples", "expected", Path.ChangeExtension(sample, ".json"))))!.AsObject();

    private T Config<T>(string name) =>
        workflow.Catalog.Find(new EntryKey("components", name))!.Current.Body.GetProperty("data").Deserialize<T>(LeagueJson.Strict)!;

    private static string Json(JsonNode? node) => node is null ? "null" : node.ToJsonString();

    [GeneratedRegex(@"\{\{|\}\}|\[\[|TODO|undefined| null|\$\{|_{4,}|  of  | , ,|\(\)")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b[A-Z]{3} \d[\d,.]*\d")]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b")]
    private static partial Regex LongDate();

    [GeneratedRegex(@"[\w.]+@[\w.-]+\w")]
    private static partial Regex Email();
}
