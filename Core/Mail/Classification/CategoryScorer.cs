using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Mail.Classification;

/// <param name="Confidence">0 to 1: how much speaks for it, and how much more than for the next.</param>
/// <param name="SecondChoice">The next best; null when nothing speaks for another.</param>
internal sealed record CategoryDecision(string Category, decimal Confidence, string? SecondChoice, ImmutableArray<string> Evidence);

/// <summary>Chooses the category by the phrases of the new text and the subject; the same text always gives the same category.</summary>
internal static class CategoryScorer
{
    public const int MostEvidence = 3;
    private const decimal SureScore = 4;
    private const decimal MostConfidence = 0.95m;

    public static CategoryDecision Score(MailCategories rules, ImmutableArray<Sentence> sentences)
    {
        List<Scored> scored = [.. rules.Categories.Select(category => Score(category, sentences))
            .OrderByDescending(item => item.Outranks)
            .ThenByDescending(item => item.Score)];
        Scored first = scored[0];
        Scored second = scored.Skip(1).MaxBy(item => item.Score)!;

        if (first.Score < rules.LeastScore)
        {
            return new CategoryDecision(rules.Otherwise, 0.5m, first.Score > 0 ? first.Category : null, first.Evidence);
        }

        decimal lead = first.Outranks ? 1 : Math.Max(0, first.Score - second.Score) / first.Score;
        decimal confidence = Math.Min(MostConfidence, 0.5m + (lead / 2 * Math.Min(1, first.Score / SureScore)));
        return new CategoryDecision(
            first.Category, decimal.Round(confidence, 2), second.Score > 0 ? second.Category : null, first.Evidence);
    }

    private static Scored Score(MailCategory category, ImmutableArray<Sentence> sentences)
    {
        var evidence = new List<(decimal Weight, string Text)>();

        foreach (MailSign sign in category.Signs)
        {
            var phrases = new PhraseSet(sign.Phrases);
            var found = new HashSet<string>(StringComparer.Ordinal);

            foreach (Sentence sentence in sentences)
            {
                foreach (PhraseMatch match in phrases.Find(sentence.Words).Where(match => found.Add(match.Phrase.Source)))
                {
                    int from = sentence.Words[match.First].Start - sentence.Start;
                    evidence.Add((sign.Weight, sentence.Text[from..(sentence.Words[match.End - 1].End - sentence.Start)]));
                }
            }
        }

        decimal score = evidence.Sum(item => item.Weight);
        return new Scored(
            category.Name,
            score,
            score >= category.OutranksFrom,
            [.. evidence.OrderByDescending(item => item.Weight)
                .Select(item => MailStage.OneLine(item.Text))
                .Distinct()
                .Take(MostEvidence)]);
    }

    private sealed record Scored(string Category, decimal Score, bool Outranks, ImmutableArray<string> Evidence);
}
