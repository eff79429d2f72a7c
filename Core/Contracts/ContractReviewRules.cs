using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts;

/// <summary>How a received contract is read and graded.</summary>
internal sealed record ContractReviewRules : ILeagueConfiguration
{
    /// <summary>Phrases by which a contract binds; a text with fewer different ones than <see cref="LeastBinding"/> is none.</summary>
    public required ImmutableArray<string> Binding { get; init; }

    public required int LeastBinding { get; init; }

    /// <summary>Phrases at the head of documents that are no contracts.</summary>
    public required ImmutableArray<string> OtherDocuments { get; init; }

    /// <summary>Pattern of what a contract calls itself in its first lines.</summary>
    public required string Title { get; init; }

    /// <summary>Phrases by which a text makes what it says binding, rather than telling of it.</summary>
    public required ImmutableArray<string> Operative { get; init; }

    public required ImmutableArray<KindRule> Kinds { get; init; }

    /// <summary>Kind of a clause of the library whose id is not its kind.</summary>
    public required ImmutableDictionary<string, string> KindsOfClauses { get; init; }

    public required ImmutableArray<TermRule> Terms { get; init; }

    /// <summary>Numbers in words.</summary>
    public required ImmutableDictionary<string, int> Numbers { get; init; }

    /// <summary>Other words for a word of the template, such as <c>licensor: league</c>.</summary>
    public required ImmutableDictionary<string, string> SameWords { get; init; }

    /// <summary>Words that change nothing by themselves.</summary>
    public required ImmutableArray<string> WordingOnly { get; init; }

    /// <summary>Words that weaken or turn round what a sentence says.</summary>
    public required ImmutableArray<string> Limiting { get; init; }

    /// <summary>Sentences about a change, by what it does.</summary>
    public required ImmutableDictionary<string, string> Reasons { get; init; }

    /// <summary>Questions for counsel by comparison; <c>{0}</c> is the clause or kind, <c>{1}</c> what differs.</summary>
    public required ImmutableDictionary<string, string> Questions { get; init; }

    public string? FindProblem()
    {
        try
        {
            _ = new PhraseSet([.. Binding, .. OtherDocuments, .. Operative, .. Kinds.SelectMany(kind => kind.Headings.Concat(kind.Signs))]);
            foreach (string pattern in Terms.SelectMany(term => term.Patterns)
                .Append(Title)
                .Concat(Kinds.SelectMany(kind => kind.Requires.Concat(kind.Forbids)).Select(rule => rule.Pattern)))
            {
                _ = ContractPattern.Of(pattern);
            }
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }

        string? reason = new[] { "against", "favours", "neutral", "other_words", "extra", "missing" }.FirstOrDefault(
            name => !Reasons.ContainsKey(name));
        string? question = new[] { "changed", "extra", "missing" }.FirstOrDefault(name => !Questions.ContainsKey(name));
        return reason is not null ? $"reasons lack '{reason}'" : question is not null ? $"questions lack '{question}'" : null;
    }

    public KindRule? Find(string kind) => Kinds.FirstOrDefault(rule => rule.Kind == kind);
}

/// <summary>A kind of clause.</summary>
/// <param name="Headings">Phrases of its heading.</param>
/// <param name="Signs">Phrases of its text where it is in other words than the template's.</param>
/// <param name="IsEssential">Without it the contract is unacceptable.</param>
/// <param name="ExtraGrade">Grade of an extra clause of this kind; null leaves it to what it binds.</param>
internal sealed record KindRule(
    string Kind,
    ImmutableArray<string> Headings,
    ImmutableArray<string> Signs,
    bool IsEssential = false,
    string? ExtraGrade = null)
{
    /// <summary>What must stand in it; without it the clause loses its protection.</summary>
    public ImmutableArray<ProtectionRule> Requires { get; init; } = [];

    /// <summary>What takes its protection away.</summary>
    public ImmutableArray<ProtectionRule> Forbids { get; init; } = [];
}

/// <param name="What">The limb concerned.</param>
/// <param name="Why">Effect on the Company.</param>
internal sealed record ProtectionRule(string What, string Pattern, string Why);

/// <summary>A figure or word of the contract.</summary>
/// <param name="Kinds">Kinds of clause it is read from, the first that states it.</param>
/// <param name="Patterns">With the group <c>value</c>, and <c>currency</c> or <c>unit</c> where there are such.</param>
/// <param name="Type"><c>number</c>, <c>integer</c> or <c>text</c>.</param>
/// <param name="Better"><c>higher</c> or <c>lower</c>: what is better for the Company; null when neither is.</param>
/// <param name="Factors">By unit.</param>
/// <param name="UnacceptableAbove">Times the template's figure.</param>
internal sealed record TermRule(
    string Name,
    ImmutableArray<string> Kinds,
    ImmutableArray<string> Patterns,
    string Type,
    string? Better = null,
    ImmutableDictionary<string, decimal>? Factors = null,
    decimal? UnacceptableAbove = null);
