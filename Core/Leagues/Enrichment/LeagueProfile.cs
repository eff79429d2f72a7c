using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Enrichment;

/// <param name="Id">The archetype or region.</param>
/// <param name="Reason">What it was read from, for a person.</param>
internal sealed record Derived(string Id, string Reason);

/// <summary>Places a league: its archetype by sport, its region by seat.</summary>
internal static class LeagueProfile
{
    /// <summary>The reason of a region that stands for none.</summary>
    public const string NoCountry = "no country is recognised";

    public static Derived FindArchetype(LeagueFacts facts, Archetypes archetypes)
    {
        // The longest name wins: "table tennis" must not be found as "tennis".
        string sport = facts.Text("sport")?.ToLowerInvariant() ?? "";
        var named = archetypes.Items
            .SelectMany(item => item.Sports.Select(name => (item.Id, Name: name)))
            .Where(candidate => ContainsWords(sport, candidate.Name))
            .OrderByDescending(candidate => candidate.Name.Length)
            .FirstOrDefault();
        if (named.Id is not null)
        {
            return new Derived(named.Id, $"sport: {named.Name}");
        }

        string? bucket = facts.Text("sport_bucket");
        return archetypes.Items.Any(item => item.Id == bucket)
            ? new Derived(bucket!, $"sport bucket: {bucket}")
            : new Derived(archetypes.Fallback, sport.Length == 0 ? "the sport is not stated" : "the sport is not in the list");
    }

    public static Derived FindRegion(LeagueFacts facts, Regions regions)
    {
        // The seat decides before the countries of play: it is where the contracting body is.
        ImmutableArray<(string Source, ImmutableArray<string> Texts)> sources =
        [
            ("country", facts.List("country")),
            ("location", facts.List("location")),
            ("registered address", facts.List("registered_address")),
            ("countries", facts.List("countries")),
        ];
        foreach ((string source, ImmutableArray<string> texts) in sources)
        {
            string[] found = [.. regions.Items
                .Where(region => texts.Any(text => region.Names.Any(name => ContainsWords(text.ToLowerInvariant(), name))))
                .Select(region => region.Id)];
            if (found.Length > 0)
            {
                return found.Length == 1
                    ? new Derived(found[0], $"by {source}")
                    : new Derived(regions.Fallback, $"{source} names several regions");
            }
        }

        return new Derived(regions.Fallback, NoCountry);
    }

    private static bool ContainsWords(string text, string words)
    {
        for (int at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            bool startsWord = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            int end = at + words.Length;
            if (startsWord && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
