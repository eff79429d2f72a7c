using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Wording;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>Finds what differs between a clause and the template's, and weighs it.</summary>
internal sealed partial class ClauseComparer(ContractReviewRules rules, KindFinder kinds)
{
    private readonly HunkGrader _grader = new(rules);

    /// <param name="everywhere">Paragraphs of the library that the contract has in any clause: a limb that moved is not gone.</param>
    public ImmutableArray<Change> Compare(ReviewedClause clause, ImmutableHashSet<Paragraph> everywhere)
    {
        ImmutableArray<Change> protections = Protections(clause);

        if (clause.Template is not { } template)
        {
            return protections;
        }

        return clause.IsOwnWording ? [.. protections, .. Words(clause, template, everywhere)] : protections;
    }

    private IEnumerable<Change> Words(ReviewedClause clause, TemplateClause template, ImmutableHashSet<Paragraph> everywhere)
    {
        var met = new HashSet<Paragraph>();
        var unmatched = new List<Paragraph>();

        foreach (Paragraph paragraph in clause.Paragraphs)
        {
            if (kinds.Match(paragraph, template) is { } match && met.Add(match.Paragraph))
            {
                foreach (Change change in Differences(match.Paragraph, paragraph))
                {
                    yield return change;
                }
            }
            else
            {
                unmatched.Add(paragraph);
            }
        }

        foreach (Paragraph paragraph in unmatched)
        {
            // Where most of a paragraph is filled in, little of it is alike.
            if (template.Paragraphs.FirstOrDefault(slotted => !met.Contains(slotted) && TemplateClause.IsFilled(slotted, paragraph))
                is { } filled)
            {
                met.Add(filled);
            }
            else
            {
                yield return HunkGrader.WeighLimb(paragraph, isGone: false);
            }
        }

        foreach (Paragraph gone in template.Paragraphs.Where(paragraph => !met.Contains(paragraph) && !everywhere.Contains(paragraph)))
        {
            yield return HunkGrader.WeighLimb(gone, isGone: true);
        }
    }

    private IEnumerable<Change> Differences(Paragraph template, Paragraph contract) =>
        WordDifference.Find(template.Words, contract.Words).Select(hunk => _grader.Weigh(hunk, template, contract)).OfType<Change>();

    /// <summary>What a clause of an essential kind must hold and must not.</summary>
    private ImmutableArray<Change> Protections(ReviewedClause clause)
    {
        if (rules.Find(clause.Kind) is not { } kind)
        {
            return [];
        }

        string text = Space().Replace(clause.Clause.Reading, " ");
        return
        [
            .. kind.Requires.Where(rule => !ContractPattern.Of(rule.Pattern).IsMatch(text))
                .Select(rule => new Change(rule.What, rule.What, null, Grade.Unacceptable, Side.League, rule.Why) { IsRuled = true }),
            .. kind.Forbids.Select(rule => (rule, Match: ContractPattern.Of(rule.Pattern).Match(text)))
                .Where(item => item.Match.Success)
                .Select(item => new Change(
                    item.rule.What, null, item.Match.Value.Trim(), Grade.Unacceptable, Side.League, item.rule.Why) { IsRuled = true }),
        ];
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
