using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>Common words by language, enough to tell which language a questionnaire is written in.</summary>
internal sealed record LanguageProfiles : ILeagueConfiguration
{
    /// <summary>Words in lower case by ISO 639-1 code.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Languages { get; init; }

    /// <summary>With fewer recognised words the language is undetermined, <c>und</c>.</summary>
    public required int LeastHits { get; init; }

    public string? FindProblem() => Languages.IsEmpty ? "languages are missing" : null;
}
