using System.Collections.Immutable;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>
/// Says what a clause does: by the paragraphs of the library that it repeats, else by the phrases of its heading and text.
/// </summary>
internal sealed class KindFinder
{
    private const string OtherKind = "other";
    private const string ScheduleKind = "schedule";
    private const string AnnexMark = "annex_";

    /// <summary>From here on two paragraphs are the same one, changed.</summary>
    private const double Alike = 0.4;

    /// <summary>Share of a clause's words that its kind's paragraphs must hold.</summary>
    private const double LeastShare = 0.4;

    private const int HeadingWeight = 4;

    /// <summary>
    /// Of two kinds that a heading names, as in "Term and termination", the first comes before what the text says more about.
    /// </summary>
    private const int NamedFirst = 3;

    private const int LeastScore = 1;
    private const string GeneralKind = "entire_agreement";

    private readonly ContractReviewRules _rules;
    private readonly ImmutableArray<TemplateClause> _templates;
    private readonly ILookup<string, (TemplateClause Clause, Paragraph Paragraph)> _byPair;
    private readonly ImmutableArray<(KindRule Rule, PhraseSet Headings, PhraseSet Signs)> _kinds;

    public KindFinder(ContractReviewRules rules, ImmutableArray<TemplateClause> templates)
    {
        _rules = rules;
        _templates = templates;
        _byPair = templates.SelectMany(clause => clause.Paragraphs.Select(paragraph => (clause, paragraph)))
            .SelectMany(item => item.paragraph.Pairs.Select(pair => (pair, item)))
            .ToLookup(item => item.pair, item => item.item);
        _kinds = [.. rules.Kinds.Select(kind => (kind, new PhraseSet(kind.Headings), new PhraseSet(kind.Signs)))];
    }

    public ReviewedClause Find(ContractClause clause)
    {
        ImmutableArray<Paragraph> paragraphs = Paragraph.Split(WithoutHeading(clause), _rules);
        int all = paragraphs.Sum(paragraph => paragraph.Words.Length);
        (TemplateClause? Clause, double Words) best = paragraphs.SelectMany(Candidates)
            .Select(candidate => candidate.Clause)
            .Distinct()
            .Select(candidate => ((TemplateClause?)candidate, paragraphs.Sum(paragraph => Repeated(paragraph, candidate))))
            .DefaultIfEmpty()
            .MaxBy(candidate => candidate.Item2);

        if (best.Clause is { } found && best.Words >= LeastShare * all)
        {
            return new ReviewedClause(clause, found.Kind, found, true, paragraphs);
        }

        string kind = KindBySigns(clause);
        TemplateClause? beside = _templates.FirstOrDefault(template => template.Kind == kind);

        // Where most of a clause is filled in, little of it is alike.
        bool isFilled = beside is not null && 2 * paragraphs.Count(
            paragraph => beside.Paragraphs.Any(slotted => TemplateClause.IsFilled(slotted, paragraph))) >= paragraphs.Length;
        return new ReviewedClause(clause, kind, beside, isFilled, paragraphs);
    }

    /// <summary>The paragraph of the library that this one repeats, of the given clause if one does; null when it repeats none.</summary>
    public (TemplateClause Clause, Paragraph Paragraph)? Match(Paragraph paragraph, TemplateClause? preferred)
    {
        (TemplateClause Clause, Paragraph Paragraph)[] alike =
            [.. Candidates(paragraph).Where(candidate => paragraph.Likeness(candidate.Paragraph) >= Alike)
                .OrderByDescending(candidate => candidate.Clause == preferred)
                .ThenByDescending(candidate => paragraph.Likeness(candidate.Paragraph))];
        return alike.Length > 0 ? alike[0] : null;
    }

    private IEnumerable<(TemplateClause Clause, Paragraph Paragraph)> Candidates(Paragraph paragraph) =>
        paragraph.Pairs.SelectMany(pair => _byPair[pair]).Distinct();

    /// <summary>Words of the paragraph that the clause has, weighed by how alike they are.</summary>
    private static double Repeated(Paragraph paragraph, TemplateClause clause) =>
        clause.Paragraphs.Max(paragraph.Likeness) is var likeness && likeness >= Alike ? likeness * paragraph.Words.Length : 0;

    /// <summary>Every kind that the clause has a part of: a paragraph of the library, or a phrase where it is in other words.</summary>
    public IEnumerable<string> KindsIn(ReviewedClause clause) => clause.Paragraphs.SelectMany(
        paragraph => Match(paragraph, clause.Template) is { } match
            ? [match.Clause.Kind]
            : clause.IsOwnWording ? []
            : _kinds.Where(kind => Score(kind.Signs, paragraph.Sentences) >= LeastScore).Select(kind => kind.Rule.Kind));

    private string KindBySigns(ContractClause clause)
    {
        // A schedule names everything and regulates nothing.
        if (clause.Number is null && clause.IsAnnex)
        {
            return ScheduleKind;
        }

        // Once for all kinds: a clause may be the whole text.
        ImmutableArray<Sentence> heading = Sentences.Of(clause.Heading ?? "");
        ImmutableArray<Sentence> text = Sentences.Of(clause.Reading);
        var scored = _kinds
            .Where(kind => clause.IsAnnex || !kind.Rule.Kind.StartsWith(AnnexMark, StringComparison.Ordinal))
            .Select(kind => (
                kind.Rule,
                Heading: Score(kind.Headings, heading),
                Signs: Score(kind.Signs, text),
                At: heading.IsEmpty ? null : kind.Headings.Find(heading[0].Words).Select(match => (int?)match.First).FirstOrDefault()))
            .ToList();
        int? first = scored.Exists(kind => kind.At > scored.Min(other => other.At)) ? scored.Min(kind => kind.At) : null;
        bool isGeneral = scored.All(kind => kind.Heading == 0 || kind.Rule.Kind == GeneralKind);

        // Under a general heading what is essential has the greater effect.
        (KindRule rule, int inHeading, int inText, _) = scored.MaxBy(
            kind => (HeadingWeight * kind.Heading) + kind.Signs + (kind.At is { } at && at == first ? NamedFirst : 0)
                + (isGeneral && kind.Rule.IsEssential && kind.Signs > 0 ? HeadingWeight : 0));
        return inHeading + inText >= LeastScore ? rule.Kind : OtherKind;
    }

    private static int Score(PhraseSet phrases, ImmutableArray<Sentence> sentences) =>
        sentences
            .SelectMany(sentence => phrases.Find(sentence.Words))
            .Select(match => match.Phrase.Source)
            .Distinct()
            .Count();

    private static string WithoutHeading(ContractClause clause)
    {
        string[] lines = clause.Reading.Split('\n');
        string first = lines[0].TrimStart('#', '*', ' ').TrimEnd('*', ' ');
        int heading = clause.Heading is null ? -1 : first.IndexOf(clause.Heading, StringComparison.Ordinal);
        return heading < 0
            ? clause.Reading
            : string.Join('\n', [first[(heading + clause.Heading!.Length)..].TrimStart('.', ':', ' '), .. lines[1..]]);
    }
}
