using System.Collections.Frozen;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads lists: bullets, or items parted by semicolons, else commas and "and".</summary>
internal sealed class ListReader(SourceDocument document, AnswerReader answers)
{
    private const int MostItems = 200;

    private static readonly FrozenSet<string> Now = FrozenSet.ToFrozenSet(
        ("so far as yet at present the moment for now time being currently to date pour l l'instant l’instant instant le à ce jour por " +
         "ahora el momento de derzeit noch bisher zurzeit actuellement . !").Split(' '), StringComparer.Ordinal);

    /// <summary>Begin a remark on what was asked for.</summary>
    private static readonly FrozenSet<string> Partial = FrozenSet.ToFrozenSet(
        ["only", "mostly", "just", "all", "nothing", "everything", "some", "several", "various", "many", "both", "still", "currently"],
        StringComparer.Ordinal);

    /// <summary>Say how something is and not what: an item that is one of these shows that the list was not understood.</summary>
    private static readonly FrozenSet<string> Qualities = FrozenSet.ToFrozenSet(
        ["live", "yes", "no", "free", "exclusive", "exclusively", "non-exclusive", "online", "daily", "weekly", "monthly", "always",
        "sometimes", "partly", "direkt", "ja", "nein", "sí", "oui", "non", "gratis", "ok", "okay"], StringComparer.Ordinal);

    /// <summary>Null when there is no list or an item of it cannot be read; "none" is an empty list.</summary>
    /// <param name="isShared">The label asks other fields too, so that a "yes" may answer only those.</param>
    public FieldReading? Read(FieldPlan field, Slice answer, IReadOnlyList<Slice> bullets, bool isShared)
    {
        if (Checkboxes.Ticked(answer) is { } ticked)
        {
            // A box that says "yes" names nothing.
            return ticked.Count > 0 && ticked.TrueForAll(item => item.Length > 3) ? Collect(field, ticked, answer) : null;
        }

        // A list that ends in a comma or "and" goes on elsewhere.
        if (bullets.Count == 0 && (answer.Trim().Span.EndsWith(",")
            || document.TokensOf(answer.Trim()) is [.., _, { Lower: "and" or "&" or "und" or "y" or "et" or "," }]))
        {
            return null;
        }

        if (Checkboxes.HasBoxes(answer))
        {
            return null;
        }

        var whole = isShared ? answer.TrimSentence() : WithoutYes(answer.TrimSentence());

        if (Phrase.Fold(whole.Length > 40 ? ""
            : whole.ToString()) is "none" or "aucun" or "aucune" or "keine" or "keiner" or "ninguno" or "ninguna" or "nobody"
            or "none to date" or "none yet" or "none as yet" or "aucun à ce jour" or "aucun pour l'instant" or "derzeit keine"
            or "ninguno por ahora" or "none at present" or "none at the moment"
            or "none currently" or "none so far")
        {
            return new FieldReading(new JsonArray(), whole);
        }

        if (bullets.Count == 0 && IsNone(whole))
        {
            return new FieldReading(new JsonArray(), whole);
        }

        if (bullets.Count == 0 && AnswerReader.IsBlank(whole))
        {
            return null;
        }

        return Collect(field, bullets.Count > 0 ? bullets : Enumerated(whole) ?? Split(whole, isProse: false), whole);
    }

    /// <summary>"(a) rooms (b) beds", "1) rooms 2) beds": parts at their marks; null for a text without.</summary>
    private static List<Slice>? Enumerated(Slice text)
    {
        var parts = new List<Slice>();
        var (start, mark) = (-1, 0);

        for (var at = text.Start; at + 1 < text.End && parts.Count < MostItems; at++)
        {
            var from = at + (text.Source[at] == '(' ? 1 : 0);
            var isMark = from + 1 < text.End && text.Source[from + 1] == ')' && (at == text.Start || text.Source[at - 1] is ' ' or '\n')
                && (text.Source[from] == 'a' + mark || text.Source[from] == '1' + mark);

            if (!isMark)
            {
                continue;
            }

            if (mark > 0)
            {
                parts.Add(text.From(start, at).Trim());
            }
            else if (at > text.Start)
            {
                return null;
            }

            start = from + 2;
            mark++;
        }

        return mark > 1 ? [.. parts.Append(text.From(start, text.End).Trim()).Select(part => part.TrimSentence())] : null;
    }

    public FieldReading? Collect(FieldPlan field, IReadOnlyList<Slice> items, Slice whole)
    {
        var array = new JsonArray();

        foreach (var item in items.Take(MostItems))
        {
            if (IsPast(item) || IsInWork(item))
            {
                return null;
            }

            if (ReadItem(field, item) is not { } value)
            {
                return null;
            }

            if (!array.Any(known => JsonNode.DeepEquals(known, value)))
            {
                array.Add(value);
            }
        }

        return array.Count > 0 ? new FieldReading(array, whole) : null;
    }

    /// <summary>"none for the time being", "aucune pour l’instant": a word for none and words for now.</summary>
    private bool IsNone(Slice text)
    {
        var tokens = text.Length > 60 ? [] : document.TokensOf(text);
        var isNone = tokens.Length > 1 && tokens[0].Lower is "none" or "aucun" or "aucune" or "keine" or "keiner" or "ninguno" or "ninguna"
            or "nobody" or "nessuno";

        for (var i = 1; i < tokens.Length && isNone; i++)
        {
            isNone = Now.Contains(tokens[i].Lower);
        }

        return isNone;
    }

    /// <summary>"working on ISO 27001", "applying for ISO 27001": not had yet.</summary>
    private bool IsInWork(Slice item) => document.TokensOf(item) is [var first, ..] && first.Lower is "working" or "applying" or "seeking"
        or "preparing" or "awaiting" or "soon" or "currently" or "formerly" or "previously" or "later" or "eventually";

    /// <summary>"Acme TV (ended in June)"</summary>
    private bool IsPast(Slice item)
    {
        var isBracket = false;

        foreach (var token in document.TokensOf(item))
        {
            isBracket |= token.Is("(");

            if (isBracket && (Wording.Unasserted.Contains(token.Lower) || token.Lower is "ended" or "expired" or "former" or "ex" or "was"
                or "last" or "bis" or "ehemals" or "terminé" or "hasta"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Parts at semicolons or line breaks if there are any, else at commas and the last "and"; brackets stay whole.</summary>
    /// <param name="isProse">A line break is only where the text wraps.</param>
    public static List<Slice> Split(Slice text, bool isProse)
    {
        var separators = text.Span.Contains(';') ? ";\n" : !isProse && text.Span.Contains('\n') && !text.Span.Contains(',') ? "\n" : ",";
        var parts = new List<Slice>();
        var (start, depth) = (text.Start, 0);

        for (var at = text.Start; at < text.End; at++)
        {
            depth += text.Source[at] is '(' ? 1 : text.Source[at] is ')' ? -1 : 0;
            var width = depth > 0 ? 0
                : separators.Contains(text.Source[at]) && !IsInsideNumber(text, at) ? 1
                : separators == "," ? AndAt(text, at)
                : 0;

            if (width > 0)
            {
                Add(parts, text.From(start, at));
                start = at + width;
                at = start - 1;
            }
        }

        Add(parts, text.From(start, text.End));

        return parts;
    }

    private JsonNode? ReadItem(FieldPlan field, Slice item)
    {
        var text = item.TrimSentence();

        text = field.Kind == FieldKind.Name ? WithoutBracket(WithoutVerb(text)) : WithoutArticle(text);

        // A thing that is counted or paid for is no item of a plain list.
        if (field.Kind == FieldKind.Text && answers.HasNumber(text))
        {
            return null;
        }

        // "wants to stay": what is wanted is done and not delivered.
        if (text.Span.StartsWith("to ", StringComparison.Ordinal)
            || Qualities.Contains(text.Length > 20 ? "" : text.ToString().ToLowerInvariant()))
        {
            return null;
        }

        if (text.Length > 120 || !text.ToString().Any(char.IsLetter) || !answers.MayBe(field, text)
            || (PlainTextReader.IsSpoken(document, text) && !NameReader.IsWhole(document, text))
            || (field.Kind == FieldKind.Name && !IsName(text)) || !PlainTextReader.IsStatement(document, text))
        {
            return null;
        }

        return field.Kind is FieldKind.Text or FieldKind.Name
            ? PlainTextReader.Value(field, text).Value
            : answers.Read(field, text, LabelHints.None)?.Value;
    }

    /// <summary>"by us", "Only in town", "Shown on Acme. No others" are no names.</summary>
    private bool IsName(Slice text)
    {
        var first = document.TokenAt(text.Start);

        return text.ToString().Any(char.IsUpper) && !Partial.Contains(document.Tokens[first].Lower)
            && !text.Span.Contains(". ", StringComparison.Ordinal);
    }

    /// <summary>"Yes, on Acme TV"</summary>
    private static Slice WithoutYes(Slice text)
    {
        foreach (var word in (string[])["yes, ", "ja, ", "sí, ", "oui, ", "yes: ", "yes - ", "on ", "auf ", "sur "])
        {
            if (text.Span.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                text = text.From(text.Start + word.Length, text.End).Trim();
            }
        }

        return text;
    }

    /// <summary>"Acme TV (north)"</summary>
    private static Slice WithoutBracket(Slice text) => text.Span.IndexOf(" (", StringComparison.Ordinal) is var at and > 0
        && text.Span.EndsWith(")") ? text.From(text.Start, text.Start + at) : text;

    private static Slice WithoutArticle(Slice text)
    {
        foreach (var word in (string[])["a ", "an ", "some ", "A ", "An ", "Some "])
        {
            text = text.Span.StartsWith(word, StringComparison.Ordinal) ? text.From(text.Start + word.Length, text.End) : text;
        }

        return text;
    }

    /// <summary>"Acme TV has it", "Acme TV shows us"</summary>
    private static Slice WithoutVerb(Slice text)
    {
        foreach (var verb in (string[])[" live on ", " live every ", " on demand", " has ", " have ", " shows ", " carries ", " does ",
            " broadcasts ", " streams "])
        {
            if (text.Span.IndexOf(verb, StringComparison.Ordinal) is var at and > 0)
            {
                return text.From(text.Start, text.Start + at);
            }
        }

        return text;
    }

    private static void Add(List<Slice> parts, Slice part)
    {
        var trimmed = part.Trim();

        // "a, b, and c": the comma has parted already.
        foreach (var word in (string[])["and ", "& ", "for ", "with ", "bei der ", "bei ", "pour le ", "pour la ", "pour ", "para "])
        {
            if (trimmed.Span.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                trimmed = trimmed.From(trimmed.Start + word.Length, trimmed.End).Trim();
            }
        }

        if (!trimmed.IsEmpty)
        {
            parts.Add(trimmed);
        }
    }

    private static int AndAt(Slice text, int at) =>
        text.Source.AsSpan(at, text.End - at) switch
        {
            var rest when rest.StartsWith(" and ", StringComparison.OrdinalIgnoreCase) => 5,
            var rest when rest.StartsWith(" and\n", StringComparison.OrdinalIgnoreCase) => 5,
            var rest when rest.StartsWith(" und ", StringComparison.OrdinalIgnoreCase) => 5,
            var rest when rest.StartsWith(" et ", StringComparison.OrdinalIgnoreCase) => 4,
            var rest when rest.StartsWith(" y ", StringComparison.OrdinalIgnoreCase) => 3,
            var rest when rest.StartsWith("\nand ", StringComparison.OrdinalIgnoreCase) => 5,
            _ => 0,
        };

    private static bool IsInsideNumber(Slice text, int at) =>
        text.Source[at] == ','
            && at > text.Start
            && at + 1 < text.End
            && char.IsAsciiDigit(text.Source[at - 1])
            && char.IsAsciiDigit(text.Source[at + 1]);
}
