using System.Collections.Immutable;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Contracts.Comparison;

/// <param name="Changes">Empty when it is the same.</param>
/// <param name="IsExtra">Whether the template has no clause of its kind.</param>
internal sealed record ComparedClause(ReviewedClause Reviewed, ImmutableArray<Change> Changes, bool IsExtra);

/// <summary>A contract beside the template, by rules alone; the same contract and settings always compare alike.</summary>
internal sealed class ContractComparison(ContractReviewRules rules, ImmutableArray<TemplateClause> templates, TierPreset preset)
{
    /// <summary>Kinds that every contract of the template may have, whatever they say.</summary>
    private const string ScheduleKind = "schedule";

    private const string DisputeKind = "dispute_resolution";

    private readonly KindFinder _kinds = new(rules, templates);

    public ImmutableArray<ReviewedClause> Review(IEnumerable<ContractClause> clauses, CancellationToken cancellationToken) =>
        [.. clauses.Select(clause =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _kinds.Find(clause);
        })];

    public ImmutableArray<ComparedClause> Compare(
        ImmutableArray<ReviewedClause> clauses,
        IReadOnlyDictionary<string, ReadTerm> terms,
        ExpectedTerms expected,
        CancellationToken cancellationToken)
    {
        var comparer = new ClauseComparer(rules, _kinds);
        ImmutableHashSet<Paragraph> everywhere = [.. clauses
            .SelectMany(clause => clause.Paragraphs.Select(paragraph => _kinds.Match(paragraph, clause.Template)))
            .OfType<(TemplateClause Clause, Paragraph Paragraph)>()
            .Select(match => match.Paragraph)];
        ILookup<ReviewedClause, Change> figures =
            TermComparer.Compare(rules, terms, expected).ToLookup(item => item.Clause, item => item.Change);
        return [.. clauses.Select(clause =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Compare(clause, comparer, everywhere, [.. figures[clause]], expected);
        })];
    }

    /// <summary>Kinds that the tier requires and no clause and no part of one has, with whether each is essential.</summary>
    public IEnumerable<(string Kind, bool IsEssential)> Missing(ImmutableArray<ReviewedClause> clauses, ExpectedTerms expected)
    {
        HashSet<string> present = [.. clauses.Select(clause => clause.Kind), .. clauses.SelectMany(_kinds.KindsIn)];

        foreach (string required in preset.RequiredClauses)
        {
            string[] kinds = [.. required.Split('|').Select(id => rules.KindsOfClauses.GetValueOrDefault(id, id)).Distinct()];

            if (!kinds.Any(present.Contains))
            {
                // Of alternatives the one that was agreed; the second of each is the template's when nothing was.
                bool isFirst = kinds.Contains("exclusivity") ? expected.IsExclusive is true : expected.AllowsBetting is true;
                string kind = kinds.Length == 1 || isFirst ? kinds[0] : kinds[1];
                yield return (kind, rules.Find(kind)?.IsEssential ?? false);
            }
        }
    }

    private ComparedClause Compare(
        ReviewedClause clause,
        ClauseComparer comparer,
        ImmutableHashSet<Paragraph> everywhere,
        ImmutableArray<Change> figures,
        ExpectedTerms expected)
    {
        if (clause.Kind == ScheduleKind)
        {
            return new ComparedClause(clause, [], IsExtra: false);
        }

        ImmutableArray<Change> changes = [.. figures, .. comparer.Compare(clause, everywhere), .. Alternatives(clause, expected)];

        if (clause.Template is null)
        {
            return new ComparedClause(clause, changes.IsEmpty ? [Extra(clause)] : changes, IsExtra: true);
        }

        return new ComparedClause(
            clause, changes.IsEmpty && !clause.IsOwnWording ? [OtherWords(clause)] : changes, IsExtra: false);
    }

    /// <summary>Of alternative clauses the one that was agreed is right.</summary>
    private static IEnumerable<Change> Alternatives(ReviewedClause clause, ExpectedTerms expected)
    {
        Change Agreed(string what, bool isBetter) => new(
            what, null, clause.Clause.Heading, isBetter ? Grade.Minor : Grade.Material, isBetter ? Side.Company : Side.League)
        {
            IsRuled = true,
        };

        if (clause.Kind is "exclusivity" or "non_exclusivity" && expected.IsExclusive is { } exclusive
            && exclusive != (clause.Kind == "exclusivity"))
        {
            yield return Agreed("is_exclusive", isBetter: !exclusive);
        }

        if (clause.Kind is "official_betting_data" or "betting_restriction" && expected.AllowsBetting is { } betting
            && betting != (clause.Kind == "official_betting_data"))
        {
            yield return Agreed("allows_betting", isBetter: !betting);
        }

        if (clause is { Kind: DisputeKind, IsOwnWording: true } && expected.Region is { } region
            && clause.Template!.Id != region.ArbitrationClause)
        {
            yield return new Change("forum", region.ArbitrationClause, clause.Clause.Heading, Grade.Minor, Side.Neutral)
            {
                IsRuled = true,
            };
        }
    }

    private Change Extra(ReviewedClause clause)
    {
        ImmutableArray<Change> limbs = [.. clause.Paragraphs.Select(paragraph => HunkGrader.WeighLimb(paragraph, isGone: false))];
        bool binds = limbs.Any(limb => limb.Favours == Side.League);
        Side favours = binds ? Side.League : limbs.All(limb => limb.Favours == Side.Company) ? Side.Company : Side.Neutral;
        Grade grade = rules.Find(clause.Kind)?.ExtraGrade is { } stated
            ? Enum.Parse<Grade>(stated, ignoreCase: true)
            : binds ? Grade.Material : Grade.Minor;
        return new Change(
            clause.Clause.Heading ?? clause.Kind,
            null,
            clause.Paragraphs.IsEmpty ? clause.Clause.Reading : clause.Paragraphs[0].Text,
            grade,
            grade == Grade.Unacceptable ? Side.League : favours,
            rules.Reasons["extra"]);
    }

    private Change OtherWords(ReviewedClause clause) => new(
        "wording",
        clause.Template!.Key,
        clause.Paragraphs.IsEmpty ? clause.Clause.Reading : clause.Paragraphs[0].Text,
        Grade.Material,
        Side.Neutral,
        rules.Reasons["other_words"]);
}
