using FsCheck;
using FsCheck.Fluent;

using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>
/// What takes a statement back makes its value null, whatever the number, the field and the sentence: hedges, plans, limits, conditions,
/// denials, and what is said of others. By the shipped prompt's rules.
/// </summary>
public sealed class QualifierPropertyTests
{
    private const int Cases = 1_500;

    private static readonly ShippedExtraction Shipped = ShippedExtraction.Load(SourceTree.Root);
    private static readonly (string Field, string Label, string Unit)[] Counts =
    [
        ("number_of_teams", "Number of teams", "teams"), ("number_of_athletes", "Registered players", "registered players"),
        ("events_per_season", "Events per season", "events a season"),
    ];

    /// <summary>Around a number under a label; {0} is the number.</summary>
    private static readonly string[] Answers =
    [
        "about {0}", "approximately {0}", "approx. {0}", "around {0}", "roughly {0}", "up to {0}", "at least {0}", "at most {0}",
        "more than {0}", "fewer than {0}", "over {0}", "under {0}", "nearly {0}", "{0} to be confirmed", "{0} (tbc)",
        "{0}, to be confirmed",
        "target: {0}", "target {0}", "{0} planned", "planned: {0}", "hopefully {0}", "perhaps {0}", "{0}?", "{0} or so", "{0}-ish",
        "expected {0}", "previously {0}", "formerly {0}", "until 2024: {0}", "not {0}", "not yet {0}", "never {0}",
        "{0} if the sponsor signs",
        "if all goes well {0}", "would be {0}", "we hope for {0}", "another league has {0}", "our rivals have {0}", "between {0} and 9999",
        "{0} or 9999", "{0}+", "next year {0}", "maybe {0}", "should reach {0}", "we aim for {0}", "currently unknown, estimated {0}",
        "e.g. {0}", "for example {0}", "draft figure {0}", "{0} provisional", "as many as {0}", "no more than {0}", "ca. {0}", "rund {0}",
        "etwa {0}", "environ {0}", "unos {0}", "voraussichtlich {0}", "geplant: {0}",
    ];

    /// <summary>Sentences; {0} is the number, {1} what it counts.</summary>
    private static readonly string[] Sentences =
    [
        "Next year we hope to have {0} {1}.", "We used to have {0} {1}.", "We plan to have {0} {1}.",
        "If the sponsor signs we have {0} {1}.",
        "The rival league has {0} {1}.", "Our rivals have {0} {1}.", "Perhaps we have {0} {1}.", "We do not have {0} {1}.",
        "We have up to {0} {1}.", "We have more than {0} {1}.", "We would have {0} {1} with your help.", "We may have {0} {1} one day.",
        "Other leagues have {0} {1}.", "Suppose we have {0} {1}.", "Our target is {0} {1}.", "We never had {0} {1}.",
        "For example, a league may have {0} {1}.", "Do you have {0} {1}?", "We expect {0} {1}.", "The neighbouring league counts {0} {1}.",
        "We had {0} {1} until 2019.", "They have {0} {1}.", "We thought of {0} {1}.", "We could have {0} {1}.",
    ];

    [Fact]
    public void Count_ThatIsTakenBack_IsNull()
    {
        var cases = Gen.Choose(2, 4_000).SelectMany(number => Gen.Elements(Counts).SelectMany(count =>
            Gen.Elements(Answers).Select(answer =>
            (count.Field, Text: $"{count.Label}: {Fill(answer, number)}"))));

        Check.One(Config, Prop.ForAll(cases.ToArbitrary(), item => IsNull(item.Text, item.Field)));
    }

    [Fact]
    public void Sentence_OfAnothersOrOfNoFact_IsNull()
    {
        var cases = Gen.Choose(2, 4_000).SelectMany(number => Gen.Elements(Counts).SelectMany(count =>
            Gen.Elements(Sentences).Select(text =>
            (count.Field, Text: $"Our league is called the Fjord Cup. {Fill(text, number).Replace("{1}", count.Unit)}"))));

        Check.One(Config, Prop.ForAll(cases.ToArbitrary(), item => IsNull(item.Text, item.Field)));
    }

    [Fact]
    public void Revenue_OfALaterPlanOrAnEarlierYear_NeverOutweighsTheLastYears()
    {
        var plans = Gen.Elements("budget", "forecast", "target", "planned", "estimate", "projection", "provisional", "plan", "tbc");
        var cases = Gen.Choose(11, 999).SelectMany(one => Gen.Choose(11, 999).SelectMany(other => plans.SelectMany(plan =>
            Gen.Elements(2022, 2023, 2024).Select(year => (Real: one * 1_000, Text:
                $"| Topic | Figure | Remark |\n|---|---|---|\n| Revenue {year} | EUR {other},000 | accounts |\n"
                + $"| Revenue 2025 | EUR {one},000 | accounts |\n| Revenue 2026 | EUR {other},000 | {plan} |\n")))));

        Check.One(Config, Prop.ForAll(cases.ToArbitrary(), item => Value(item.Text, "annual_revenue") is var value
            && (value == "null" || value == item.Real.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    private static Config Config => Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(new Replay(new Rnd(118_842, 37), null));

    private static string Fill(string text, int number) =>
        text.Replace("{0}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static bool IsNull(string text, string field) => Value(text, field) == "null" ? true
        : throw new InvalidOperationException($"{text} -> {Value(text, field)}");

    private static string Value(string text, string field) => Shipped.Extract(text).Value.GetProperty(field).GetRawText();
}
