using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>How a fact is worded in a contract.</summary>
/// <param name="Name">Of the variable, within its group: <c>league.legal_entity</c>.</param>
/// <param name="Facts">Fields to read, the first that is known counts.</param>
/// <param name="Format"><c>text</c>, <c>date</c>, <c>number</c>, <c>list</c> or <c>year</c>.</param>
/// <param name="Label">What the parties are asked to complete when the fact is missing.</param>
/// <param name="By">Who completes it: <c>League</c>, <c>Company</c> or <c>parties</c>.</param>
internal sealed record ContractField(string Group, string Name, ImmutableArray<string> Facts, string Format, string Label, string By);

/// <summary>The variables of the contract templates that are facts; the contracting company's own particulars among them.</summary>
internal sealed record ContractFields : ILeagueConfiguration
{
    public required ImmutableArray<ContractField> Fields { get; init; }

    /// <summary>The company that offers the contract, by field; null or absent is to be completed.</summary>
    public required ImmutableDictionary<string, string?> Company { get; init; }

    public string? FindProblem() =>
        Fields.FirstOrDefault(field => field.Group is not ("league" or "terms"
            or "company")) is { } stray ? $"field '{stray.Name}': group must be league, terms or company"
        : Fields.FirstOrDefault(field => field.Format is not ("text" or "date" or "number" or "list"
            or "year")) is { } odd ? $"field '{odd.Name}': unknown format '{odd.Format}'"
        : null;
}
