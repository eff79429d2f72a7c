using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>Whom a sentence binds or entitles, by its first party and the verb after it.</summary>
/// <param name="Party">Null when it is both or neither.</param>
/// <param name="IsRight">Whether it may, rather than shall.</param>
internal sealed record SentenceActor(Side? Party, bool IsRight)
{
    private const int MostWordsBetween = 12;

    public static SentenceActor Of(ImmutableArray<Word> sentence)
    {
        for (int i = 0; i < sentence.Length; i++)
        {
            Side? party = PartyOf(sentence[i].Lower);

            if (party is null && sentence[i].Lower is not ("party" or "parties"))
            {
                continue;
            }

            for (int j = i + 1; j < Math.Min(sentence.Length, i + MostWordsBetween); j++)
            {
                if (sentence[j].Lower is "may" or "shall" or "must" or "will" or "warrants" or "grants" or "owns")
                {
                    return new SentenceActor(party, sentence[j].Lower is "may" or "owns");
                }
            }
        }

        return new SentenceActor(null, false);
    }

    public static Side? PartyOf(string word) => word switch
    {
        "company" or "company's" => Side.Company,
        "league" or "league's" => Side.League,
        _ => null,
    };

    /// <summary>Whom it helps when what the sentence says is added (or, turned round, taken away).</summary>
    public Side FavoursWhenAdded => Party switch
    {
        null => Side.Neutral,
        Side.Company => IsRight ? Side.Company : Side.League,
        _ => IsRight ? Side.League : Side.Company,
    };
}
