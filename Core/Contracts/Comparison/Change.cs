using System.Collections.Immutable;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>In order of weight.</summary>
internal enum Grade
{
    Minor,
    Material,
    Unacceptable,
}

internal enum Side
{
    Company,
    Neutral,
    League,
}

/// <summary>One difference from the template.</summary>
/// <param name="What">Name of a term, or the limb concerned.</param>
/// <param name="Why">Effect on the Company, where the rules say it.</param>
internal sealed record Change(string What, string? TemplateSays, string? ContractSays, Grade Grade, Side Favours, string? Why = null)
{
    /// <summary>Whether it is certain by rules: no opinion of a language model takes it away.</summary>
    public bool IsRuled { get; init; }
}

/// <summary>What differs in a clause.</summary>
internal sealed record Comparison(ImmutableArray<Change> Changes)
{
    public Grade Grade => Changes.Max(change => change.Grade);

    public Side Favours =>
        Changes.Any(change => change.Favours == Side.League) ? Side.League
            : Changes.All(change => change.Favours == Side.Company) ? Side.Company
            : Side.Neutral;
}
