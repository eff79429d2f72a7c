using System.Collections.Frozen;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Structure;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>What a label or question asks for.</summary>
internal sealed record Binding(NamedFields Named, LabelHints Hints);

/// <summary>Binds labels to fields, each stretch of text once.</summary>
internal sealed class LabelBinder(SourceDocument document, AliasIndex aliases, LabelParser labels)
{
    private const int MostParts = 4;
    private const int LongestName = 100;

    private static readonly FrozenSet<string> Periods = FrozenSet.ToFrozenSet(
        ["last", "latest", "current", "present", "full", "closed", "completed", "audited", "financial", "fiscal", "calendar", "year", "fy",
        "winter", "summer", "spring", "autumn", "annual", "accounts", "regular", "total", "average", "saison", "jahr", "letztes",
        "laufende", "temporada", "año", "exercice", "ejercicio", "dernier", "último"], StringComparer.Ordinal);
    private static readonly string[] Joints = [" and ", " / ", "/", ", ", " & ", " und ", " y ", " et "];

    private readonly Dictionary<(int Start, int End), Binding?> _known = [];

    /// <summary>Null when the text asks for nothing known.</summary>
    public Binding? Bind(Slice label)
    {
        if (!_known.TryGetValue((label.Start, label.End), out var binding))
        {
            _known[(label.Start, label.End)] = binding = Name(label);
        }

        return binding;
    }

    /// <summary>The text is a field's name, also beside its translation ("Rooms / Chambres").</summary>
    public bool IsName(Slice label)
    {
        if (Bind(label) is { Named.IsExact: true })
        {
            return true;
        }

        var bar = label.Length > LongestName ? -1 : label.Span.IndexOf(" / ", StringComparison.Ordinal);

        return bar > 0 && (Bind(label.From(label.Start, label.Start + bar)) is { Named.IsExact: true }
            || Bind(label.From(label.Start + bar + 3, label.End)) is { Named.IsExact: true });
    }

    /// <summary>All that a pair's label asks for: under the label of its group, by itself, or by its parts ("start and end").</summary>
    public IEnumerable<Binding> BindAll(Pair pair) => pair.Unit is not { } unit ? BindLabel(pair)
        : labels.Measured(unit) is { } measured ? BindLabel(pair).Select(binding => binding with { Hints = measured }) : [];

    private List<Binding> BindLabel(Pair pair)
    {
        if (pair.Group is { } group && labels.Parse(pair.Label) is { } parsed)
        {
            var grouped = aliases.Find([.. document.TokensOf(group), .. parsed.Name]);

            if (grouped.Fields.Count > 0 && !grouped.IsTied && (grouped.IsExact || Bind(group) is not null)
                && (grouped.IsExact || Bind(pair.Label) is not { Named.IsExact: true }))
            {
                return [new Binding(grouped with { IsExact = false }, parsed.Hints)];
            }
        }

        if (BeforePeriod(pair) is { } head)
        {
            return [head];
        }

        if (Bind(pair.Label) is { } whole && (whole.Named.IsExact || !pair.IsQuestion))
        {
            return [whole];
        }

        // "Rooms, planned for 2028": a part alone is not what was asked.
        var isHedged = !pair.IsQuestion && document.TokensOf(pair.Label).ToArray().Any(token => LikeNames.IsDoubtful(token.Lower));
        var parts = isHedged ? [] : Parts(pair.Label).Select(Bind).OfType<Binding>().ToList();

        // "Rooms / Chambres" asks once.
        parts = [.. parts.DistinctBy<Binding, object>(part => part.Named.Fields is [var only] ? only.Field : part.Named.Fields,
            ReferenceEqualityComparer.Instance)];

        return parts.Count > 1 ? parts : Bind(pair.Label) is { } near ? [near] : Bind(LastSentence(pair.Label)) is { } last ? [last]
            : parts;
    }

    /// <summary>"Revenue, last closed year": behind a comma stands only when.</summary>
    private Binding? BeforePeriod(Pair pair)
    {
        var comma = pair.Label.Length > LongestName ? -1 : pair.Label.Span.IndexOf(", ", StringComparison.Ordinal);

        if (comma <= 0 || pair.IsQuestion || Bind(pair.Label) is { Named.IsExact: true }
            || Bind(pair.Label.From(pair.Label.Start, pair.Label.Start + comma)) is not { Named: { IsExact: true, IsTied: false } } head
            || labels.Parse(pair.Label) is not { } parsed
            || aliases.Measured(head.Named, document.TokensOf(pair.Label)).Fields.Count < head.Named.Fields.Count)
        {
            return null;
        }

        foreach (var token in document.TokensOf(pair.Label.From(pair.Label.Start + comma, pair.Label.End)))
        {
            if (token.Kind == TokenKind.Word && !Periods.Contains(token.Lower) && !aliases.IsNeutral(token.Lower)
                && !Wording.Fillers.Contains(token.Lower)
                && !MonthNames.All.ContainsKey(token.Lower))
            {
                return null;
            }
        }

        return head with { Hints = parsed.Hints };
    }

    private Binding? Name(Slice label)
    {
        document.Spend(label.Length);

        if (!aliases.MayFind(document.TokensOf(label)) || labels.Parse(label) is not { } parsed)
        {
            return null;
        }

        var named = aliases.Find(parsed.Name);

        // "Weight (kg)": a name may hold its bracket.
        if (named.Fields.Count == 0 && label.Span.Contains('(') && aliases.Find(document.TokensOf(label)) is { IsExact: true } whole)
        {
            named = whole;
        }

        return named.Fields.Count == 0 ? null : new Binding(named, parsed.Hints);
    }

    private static IEnumerable<Slice> Parts(Slice label)
    {
        var parts = 0;

        for (var start = label.Start; start < label.End && parts < MostParts; parts++)
        {
            var (end, next) = (label.End, label.End);

            foreach (var joint in Joints)
            {
                var at = label.Source.AsSpan(start, label.End - start).IndexOf(joint, StringComparison.OrdinalIgnoreCase);
                (end, next) = at >= 0 && start + at < end ? (start + at, start + at + joint.Length) : (end, next);
            }

            yield return label.From(start, end);
            start = next;
        }
    }

    private static Slice LastSentence(Slice question)
    {
        var stop = question.Span.LastIndexOfAny('.', '!', ':');

        return stop < 0 ? question : question.From(question.Start + stop + 1, question.End).Trim();
    }
}
