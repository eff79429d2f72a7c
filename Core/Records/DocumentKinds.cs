using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Records;

/// <summary>Words that tell what a document is, by kind, in lower case; those of its first lines count most.</summary>
internal sealed record DocumentKinds(ImmutableDictionary<string, ImmutableArray<string>> Kinds) : ILeagueConfiguration
{
    private const string Other = "other";
    private const int HeadLength = 400;
    private const int HeadWeight = 5;
    private const int Least = 3;

    /// <summary>The kind with most to speak for it; <c>other</c> when too little does, or two have as much.</summary>
    public string Of(string text)
    {
        string lower = text.ToLowerInvariant();
        string head = lower[..Math.Min(HeadLength, lower.Length)];
        (string Kind, int Weight)[] ranked =
            [.. Kinds.Select(kind => (kind.Key, kind.Value.Sum(word => Has(head, word) ? HeadWeight : Has(lower, word) ? 1 : 0)))
                .OrderByDescending(kind => kind.Item2)];
        return ranked is [] || ranked[0].Weight < Least || (ranked.Length > 1 && ranked[0].Weight == ranked[1].Weight)
            ? Other
            : ranked[0].Kind;
    }

    public string? FindProblem() => Kinds.IsEmpty ? "kinds are missing" : null;

    private static bool Has(string text, string words)
    {
        for (int at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            int end = at + words.Length;

            if ((at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
