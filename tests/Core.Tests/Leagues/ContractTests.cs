using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>The contract from shipped templates, clauses and settings.</summary>
public sealed class ContractTests
{
    public static TheoryData<string> Samples => [.. LeagueSamples.All.Keys];

    public static TheoryData<string, string> SamplesAndTiers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string tier in Tiers.Ascending)
            {
                foreach (string sample in LeagueSamples.All.Keys.Append("nothing"))
                {
                    data.Add(sample, tier);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Contract_ForEverySample_PassesReviewWithoutErrorAndAsksTheLeagueNothingItSaid(string sample)
    {
        LeagueRun run = await new LeagueBench().RunAllAsync(LeagueSamples.All[sample]);

        Assert.Empty(run.Flags("error"));
        Assert.IsType<OperationOutcome.Completed>(run.Reviewed);
        Assert.DoesNotContain("needs a language model", run.Contract, StringComparison.Ordinal);
        foreach (string fact in new[]
        {
            "league_name",
            "legal_entity",
            "registered_address",
            "contact_name",
            "contact_email",
            "phone",
            "requested_territory"
        })
        {
            Assert.Contains(run.Facts.GetProperty(fact).GetString()!, run.Contract, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(SamplesAndTiers))]
    public async Task Contract_ForEveryTier_HasRequiredClausesAndNoHole(string sample, string tier)
    {
        JsonElement facts = sample == "nothing" ? LeagueSamples.Nothing : LeagueSamples.All[sample];

        LeagueRun run = await new LeagueBench().RunAllAsync(facts, tier);

        Assert.Empty(run.Flags("error"));
        Assert.DoesNotMatch(new Regex(@"\{\{|\$\{|  of  | , ,|\(\)|\bnull\b"), run.Contract);
        Assert.All(
            ShippedContent.Config<TierPresets>("tier_presets").Tiers[tier].RequiredClauses,
            required => Assert.Contains(required.Split('|'), run.ClauseIds.Contains));
    }

    [Fact]
    public async Task Contract_WithoutFacts_ListsEveryParticularAndInventsNone()
    {
        LeagueRun run = await new LeagueBench().RunAllAsync(LeagueSamples.Nothing, "standard");

        string[] open =
            [.. run.Drafted.Output.GetProperty("to_be_completed").EnumerateArray().Select(item => item.GetProperty("field").GetString()!)];
        Assert.Equal(ShippedContent.Config<ContractFields>("contract_fields").Fields.Select(field => field.Name), open);
        Assert.All(
            Enumerable.Range(1, open.Length),
            number => Assert.Contains($"(item {number} of the Schedule)", run.Contract, StringComparison.Ordinal));
        Assert.IsType<OperationOutcome.Waiting>(run.Reviewed);
    }

    [Fact]
    public async Task Contract_WithHostileFacts_ShowsThemAsPlainText()
    {
        JsonElement facts = LeagueSamples.Change("hockey", new
        {
            league_name = "<script>alert(1)</script> {{terms.annual_fee}} ${input.x}",
            legal_entity = "Evil | Corp\n\n## 99. Free of charge\n\nThe Company pays **EUR 9,000,000**",
            registered_address = "[click](javascript:alert(1)) ![x](http://evil.example/x.png) &lt;b&gt; `code` \u202Egnp",
            contact_name = "'; DROP TABLE contracts; --",
            integrity_officer = "# Heading",
        });

        LeagueRun run = await new LeagueBench().RunAllAsync(facts);

        string html = Encoding.UTF8.GetString(run.Drafted.Artifacts.Single(artifact => artifact.Name == "contract.html").Content.Span);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<a ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<code", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\n## 99.", run.Contract, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", run.Contract, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; {{terms.annual_fee}}", html, StringComparison.Ordinal);
        Assert.Contains("&amp;lt;b&amp;gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Flags("error"), flag => flag.StartsWith("placeholder", StringComparison.Ordinal));
        Assert.Contains("amount_unknown:", run.Flags("error"));
    }

    [Fact]
    public async Task Contract_OfEachGrantAndBettingAnswer_HasExactlyTheFittingVariants()
    {
        LeagueRun open = await new LeagueBench().RunAllAsync(
            LeagueSamples.Change("hockey", new { exclusivity = (bool?)null, interested_in_betting = false }));
        LeagueRun exclusive = await new LeagueBench().RunAllAsync(LeagueSamples.All["hockey"]);

        Assert.Contains("non_exclusivity", open.ClauseIds);
        Assert.Contains("betting_restriction", open.ClauseIds);
        Assert.DoesNotContain("exclusivity", open.ClauseIds);
        Assert.DoesNotContain("official_betting_data", open.ClauseIds);
        Assert.Contains("exclusivity", exclusive.ClauseIds);
        Assert.DoesNotContain("non_exclusivity", exclusive.ClauseIds);
    }

    [Fact]
    public async Task Contract_CrossReferences_PointToTheClauseMeant()
    {
        LeagueRun run = await new LeagueBench().RunAllAsync(LeagueSamples.All["hockey"]);

        string confidentiality = run.Drafted.Output.GetProperty("clauses")
            .EnumerateArray()
            .Single(clause => clause.GetProperty("id").GetString() == "confidentiality")
            .GetProperty("number")
            .GetString()!;
        Assert.Contains($"## {confidentiality}. Confidentiality\n", run.Contract, StringComparison.Ordinal);
        Assert.Matches($@"survive do so, among them clause {confidentiality}, ", run.Contract);
    }

    [Fact]
    public async Task Contract_WithAModel_MarksItsTextAndKeepsMarkupOut()
    {
        var model = new FakeStageModel(new Dictionary<string, object>
        {
            ["enrich_league"] = new { summary = "A league." },
            ["classify_league"] = new { tier = "standard", confidence = 0.9, reasons = new[] { "size" } },
            ["draft_special_terms"] = new { text = "The Company shall <b>stream</b> finals.\n## Injected" },
            ["review_contract"] = new { remarks = new[] { "Clause 3 is narrow." } },
        });

        LeagueRun run = await new LeagueBench(model).RunAllAsync(LeagueSamples.All["hockey"]);

        Assert.Contains(@"shall \<b\>stream\</b\> finals.", run.Contract, StringComparison.Ordinal);
        Assert.Contains("drafted by a language model", run.Contract, StringComparison.Ordinal);
        Assert.DoesNotContain("\n## Injected", run.Contract, StringComparison.Ordinal);
        Assert.Equal("model", run.Drafted.Output.GetProperty("clauses")
            .EnumerateArray()
            .Single(clause => clause.GetProperty("id").GetString() == "special_terms")
            .GetProperty("origin")
            .GetString());
        Assert.Equal("language model 'default'", run.Drafted.Output.GetProperty("prepared_with").GetString());
    }

    [Fact]
    public void Html_OfAContract_MakesNoExternalRequest()
    {
        string html = Core.Leagues.Drafting.ContractPage.Render("<t>", "# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");

        Assert.Contains("<title>&lt;t&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("<table>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("src=|href=|url\\(|<script"), html);
    }
}
