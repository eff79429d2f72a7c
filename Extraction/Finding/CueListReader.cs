using System.Collections.Frozen;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Reads the list that stands behind a cue of running text: "we want a partner for towels and robes".</summary>
internal sealed class CueListReader(SourceDocument document, ListReader lists)
{
    private const int LongestList = 80;
    private const int LongestSubject = 16;

    private static readonly FrozenSet<string> Nobody = FrozenSet.ToFrozenSet(
        ["nobody", "everybody", "everyone", "somebody", "someone", "nothing", "none", "niemand", "nadie", "personne"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Givers = FrozenSet.ToFrozenSet(
        ["partner", "partners", "provider", "supplier", "somebody", "someone", "company", "agency", "help", "support", "assistance",
        "unterstützung", "hilfe", "partenaire", "aide", "socio", "ayuda", "apoyo"], StringComparer.Ordinal);

    public CueValue? Read(FieldPlan field, int at, Sentence sentence)
    {
        at = AfterGiver(at, sentence);
        var end = at;

        while (end < sentence.End && end - at < LongestList && !EndsList(end))
        {
            end++;
        }

        if (end == at || end - at == LongestList)
        {
            return null;
        }

        var whole = document.Slice(document.Tokens[at].Start, document.Tokens[end - 1].End).TrimSentence();
        var items = ListReader.Split(whole, isProse: true);
        var kept = items.TakeWhile(item => IsItem(field, item)).ToList();

        // Only a whole clause behind the list may be dropped; an item that cannot be read makes the list uncertain.
        if (kept.Count == 0 || (kept.Count < items.Count && !StartsClause(items[kept.Count])))
        {
            return null;
        }

        var source = document.Slice(kept[0].Start, kept[^1].End);

        // "a car for rent + a driver": of the list only its beginning is understood.
        if (kept.Count == 1 && end < sentence.End && document.Tokens[end].Kind == TokenKind.Word && HasMore(end, sentence))
        {
            return null;
        }

        return lists.Collect(field, kept, source) is { } reading ? new CueValue(reading, at, document.TokenAt(source.End)) : null;
    }

    /// <summary>"Acme TV and Beta show our plays": the names that are the subject of what the cue says.</summary>
    public CueValue? ReadBefore(FieldPlan field, int end, Sentence sentence, AnswerReader answers)
    {
        var first = end;

        while (first > sentence.First && end - first < LongestSubject && MayBeSubject(first - 1))
        {
            first--;
        }

        while (first < end && !IsCapital(first))
        {
            first++;
        }

        if (first == end || !BeginsClause(first, sentence))
        {
            return null;
        }

        var whole = document.Slice(document.Tokens[first].Start, document.Tokens[end - 1].End);
        var items = ListReader.Split(whole, isProse: true);

        // "Parents show it", "Verein zeigt es": one word may be any noun; those of a chain of letters or with capitals inside are names.
        if (!items.TrueForAll(item => IsItem(field, item) && !answers.EndsInKind(item) && !answers.IsCompany(item)
            && !Nobody.Contains(item.Length > 12 ? "" : item.ToString().ToLowerInvariant()))
            || (items.Count == 1 && !items[0].Span.Contains(' ') && IsAnyNoun(items[0], document.Tokens[end].Lower, first)))
        {
            return null;
        }

        return lists.Collect(field, items, whole) is { } reading ? new CueValue(reading, first, end) : null;
    }

    private bool MayBeSubject(int at) => IsCapital(at) || document.Tokens[at].Kind == TokenKind.Number
        || document.Tokens[at].Lower is "," or "and" or "&" or "+" or "und" or "y" or "et" or "the";

    private bool IsCapital(int at) => document.Tokens[at].Kind == TokenKind.Word && char.IsUpper(document.Text[document.Tokens[at].Start])
        && document.Tokens[at].Lower is not ("we" or "i" or "it" or "they" or "the" or "der" or "die" or "das" or "la" or "el" or "le"
        or "les"
        or "our" or "in" or "on" or "at");

    /// <summary>The subject stands at the beginning, behind a mark, or behind a word that leads into it.</summary>
    private bool BeginsClause(int first, Sentence sentence) => first == sentence.First || document.Tokens[first - 1].Kind == TokenKind.Mark
        || document.Tokens[first - 1].Lower is "the" or "and" or "but" or "while" or "that" or "now" or "currently" or "today" or "der"
        or "die" or "das" or "la" or "el" or "le" or "y" or "et" or "und";

    private bool IsAnyNoun(Slice name, string verb, int first)
    {
        var isPlain = !name.Span[1..].ContainsAnyInRange('A', 'Z') && !name.Span.ContainsAnyInRange('0', '9');
        var isPlural = verb.Length > 0 && !verb.EndsWith('s')
            && verb is not ("überträgt" or "transmite" or "emite" or "diffuse" or "retransmet");

        return isPlain && (isPlural || (first > 0 && document.Tokens[first - 1].Lower is "the" or "der" or "die" or "das" or "la"
            or "el" or "le"));
    }

    /// <summary>"a partner for tickets", "help with tickets": what is wanted stands behind.</summary>
    private int AfterGiver(int at, Sentence sentence)
    {
        var first = AfterArticle(document, at);

        // "somebody who can do tickets"
        if (first + 4 < sentence.End && Givers.Contains(document.Tokens[first].Lower)
            && document.Tokens[first + 1].Lower is "who" or "that" && document.Tokens[first + 2].Lower is "can" or "could" or "would")
        {
            return SkipDefinite(first + 4);
        }

        return first + 2 < sentence.End && Givers.Contains(document.Tokens[first].Lower)
            && document.Tokens[first + 1].Lower is "for" or "with" or "in" or "on" or "bei" or "für" or "pour" or "para" or "con" or "en"
            ? SkipDefinite(first + 2) : at;
    }

    private int SkipDefinite(int at) => document.Tokens[at].Lower is "the" or "le" or "la" or "der" or "die" or "das" or "el" or "our"
        or "unsere" or "nuestra" or "notre" ? at + 1 : at;

    private bool HasMore(int at, Sentence sentence)
    {
        for (var i = at; i + 1 < sentence.End; i++)
        {
            if (document.Tokens[i].Lower is "," or "." or ";" || Wording.Contrasts.Contains(document.Tokens[i].Lower))
            {
                return false;
            }

            if (document.Tokens[i].Lower is "+" or "&" || (document.Tokens[i].Lower is "and"
                && document.Tokens[i + 1].Lower is "a" or "an"))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsItem(FieldPlan field, Slice item)
    {
        var (first, end) = (document.TokenAt(item.Start), document.TokenAt(item.End));
        var isClean = end > first && !(end == AfterArticle(document, first) + 1 && Givers.Contains(document.Tokens[end - 1].Lower))
            && end - first <= 8 && Enumerable.Range(first, end - first).All(
            i => !(document.Tokens[i].Kind == TokenKind.Word && Wording.ClauseStarts.Contains(document.Tokens[i].Lower)));

        return isClean && (field.Kind is not (FieldKind.Name or FieldKind.Company)
            || NameRun.EndFrom(document, AfterArticle(document, first), end) == end);
    }

    private bool StartsClause(Slice item)
    {
        var (first, end) = (document.TokenAt(item.Start), document.TokenAt(item.End));

        return Enumerable.Range(first, end - first).Any(i => document.Tokens[i].Lower is "is" or "are" or "was" or "were" or "has" or "have"
            or "we" or "our" or "it" or "they" or "will" or "can" or "all" or "with" or "which" or "i");
    }

    private bool EndsList(int at)
    {
        var lower = document.Tokens[at].Lower;

        // "point-by-point" is one word.
        if (at > 0 && document.Tokens[at - 1].Is("-") && document.Tokens[at - 1].End == document.Tokens[at].Start)
        {
            return false;
        }

        return lower is ";" or ":" or "(" or "!" or "–" or "—" || Wording.Contrasts.Contains(lower) || lower is "which" or "because"
            or "since" or "so" or "who" or "where" or "for" or "under" or "through" or "as" or "from" or "via" or "in" or "by" or "at";
    }

    /// <summary>The token at a place, or behind an article that stands there.</summary>
    public static int AfterArticle(SourceDocument document, int at) =>
        at < document.Tokens.Length && document.Tokens[at].Lower is "the" or "a" or "an" ? at + 1 : at;
}
