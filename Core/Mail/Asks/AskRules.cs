using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Asks;

/// <summary>The words by which somebody asks, promises and names a day.</summary>
internal sealed record AskRules : ILeagueConfiguration
{
    /// <summary>Phrases that ask; a question asks without one.</summary>
    public required ImmutableArray<string> Requests { get; init; }

    /// <summary>Phrases of courtesy that look like asking; a sentence with one asks nothing.</summary>
    public required ImmutableArray<string> Courtesies { get; init; }

    public required ImmutableArray<string> Promises { get; init; }

    /// <summary>Phrases that say when an answer is wanted, without saying to what.</summary>
    public required ImmutableArray<string> Deadlines { get; init; }

    /// <summary>Phrases of the new text that make what is forwarded its own.</summary>
    public required ImmutableArray<string> PassesOn { get; init; }

    /// <summary>Words that join two things asked, when one of <see cref="Verbs"/> follows.</summary>
    public required ImmutableArray<string> Conjunctions { get; init; }

    /// <summary>Verbs of things asked.</summary>
    public required ImmutableArray<string> Verbs { get; init; }

    /// <summary>Categories whose senders expect nothing of us.</summary>
    public required ImmutableArray<string> SilentCategories { get; init; }

    public required DueRules Due { get; init; }

    public string? FindProblem()
    {
        try
        {
            _ = new PhraseSet([
                .. Requests, .. Courtesies, .. Promises, .. Deadlines, .. PassesOn, .. Conjunctions, .. Verbs, .. Due.All]);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}

/// <summary>How a day is named beside dates.</summary>
internal sealed record DueRules
{
    /// <summary>Words before a day by which something is wanted, such as "by" or "bis".</summary>
    public required ImmutableArray<string> Before { get; init; }

    /// <summary>Words before a number of days or hours.</summary>
    public required ImmutableArray<string> Within { get; init; }

    /// <summary>Words before a day from which something holds, which is no day by which it is wanted.</summary>
    public required ImmutableArray<string> From { get; init; }

    public required ImmutableArray<string> Today { get; init; }

    public required ImmutableArray<string> Tomorrow { get; init; }

    public required ImmutableArray<string> EndOfWeek { get; init; }

    public required ImmutableArray<string> EndOfNextWeek { get; init; }

    public required ImmutableArray<string> EndOfMonth { get; init; }

    /// <summary>Names of the days of the week; Monday is 1, Sunday 0.</summary>
    public required ImmutableDictionary<string, int> Weekdays { get; init; }

    /// <summary>Numbers in words.</summary>
    public required ImmutableDictionary<string, int> Numbers { get; init; }

    public required ImmutableArray<string> Days { get; init; }

    public required ImmutableArray<string> Hours { get; init; }

    public required ImmutableArray<string> Weeks { get; init; }

    internal IEnumerable<string> All => [.. Before, .. Within, .. Today, .. Tomorrow, .. EndOfWeek, .. EndOfNextWeek, .. EndOfMonth];
}
