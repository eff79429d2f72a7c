using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Priority;

/// <summary>How urgent mail is, who handles it, and when a person must see it.</summary>
internal sealed record PriorityRules : ILeagueConfiguration
{
    /// <summary>Names from the most urgent to the least, with the hours within which an answer is due.</summary>
    public required ImmutableArray<PriorityLevel> Levels { get; init; }

    /// <summary>The first that fits decides; the last must fit everything.</summary>
    public required ImmutableArray<PriorityRule> Rules { get; init; }

    /// <summary>Phrases that a rule may ask for, by name.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Says { get; init; }

    /// <summary>The phrases that make a message one step more urgent, by name, and the reason.</summary>
    public required string RaisedBy { get; init; }

    public required string RaisedReason { get; init; }

    /// <summary>How long an event that has begun is taken to run.</summary>
    public required int EventLastsHours { get; init; }

    /// <summary>Who handles a category.</summary>
    public required ImmutableDictionary<string, string> Routes { get; init; }

    public required ImmutableArray<string> PersonCategories { get; init; }

    public required ImmutableArray<string> PersonFlags { get; init; }

    /// <summary>A person sees what was classified with less confidence.</summary>
    public required decimal PersonBelow { get; init; }

    public string? FindProblem()
    {
        try
        {
            _ = new PhraseSet(Says.Values.SelectMany(phrases => phrases));
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        HashSet<string> levels = [.. Levels.Select(level => level.Name)];
        string? unknown = Rules.Select(rule => rule.Priority).FirstOrDefault(priority => !levels.Contains(priority));
        string? unsaid = Rules.Select(rule => rule.Says).Append(RaisedBy)
            .FirstOrDefault(says => says is not null && !Says.ContainsKey(says));
        return this switch
        {
            _ when unknown is not null => $"priority '{unknown}' of a rule is not among the levels",
            _ when unsaid is not null => $"says lacks '{unsaid}'",
            _ when Rules.IsEmpty || !Rules[^1].FitsAll => "the last rule must have no condition",
            _ => null,
        };
    }
}

/// <param name="Hours">From receipt, on the clock.</param>
internal sealed record PriorityLevel(string Name, int Hours);

/// <summary>All conditions that are stated must hold; of a list one is enough.</summary>
/// <param name="IsFinal">Nothing raises what it decides.</param>
internal sealed record PriorityRule(
    string Priority,
    string Reason,
    ImmutableArray<string>? Categories = null,
    ImmutableArray<string>? Flags = null,
    ImmutableArray<string>? Tiers = null,
    int? EventWithinHours = null,
    int? DeadlineWithinDays = null,
    string? Says = null,
    bool IsFinal = false)
{
    internal bool FitsAll => this is
    { Categories: null, Flags: null, Tiers: null, EventWithinHours: null, DeadlineWithinDays: null, Says: null };
}
