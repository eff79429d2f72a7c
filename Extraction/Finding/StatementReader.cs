using System.Text.Json.Nodes;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Structure;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Turns pairs into statements about fields, and reads them.</summary>
internal sealed class StatementReader(LabelBinder binder, AnswerReader answers, ListReader lists)
{
    private const int LongestAnswer = 2_000;
    private const int LongestEntry = 60;

    public List<Statement> StatementsOf(IEnumerable<Pair> pairs)
    {
        var found = new List<Statement>();

        List<Pair> asked = [.. pairs.SelectMany(ByYear)];
        var bound = asked.ConvertAll(pair => binder.BindAll(pair).ToList());

        for (var at = 0; at < asked.Count; at++)
        {
            var pair = asked[at];
            var bindings = bound[at].ConvertAll(binding => binding.Named.IsTied ? Untied(binding, bound, at) : binding);
            var fields = bindings.SelectMany(binding => binding.Named.Fields).Distinct().ToList();
            var isSpan = fields.Count(named => named.Field.Kind == FieldKind.Date) > 1;
            var numbers = fields.Count(named => named.Field.IsNumeric);

            var shares = bindings.Count > 1 ? Shares(pair, bindings.Count) : null;

            foreach (var (binding, place) in bindings.Select((binding, place) => (binding, place)))
            {
                var tie = binding.Named.IsTied ? new object() : null;

                foreach (var (field, isRange) in binding.Named.Fields)
                {
                    // "What is it called, and who runs it?": the head of the answer is what was asked first.
                    if (place > 0 && shares is null && field.Kind is FieldKind.Name or FieldKind.Text or FieldKind.Company)
                    {
                        continue;
                    }

                    found.Add(new Statement(field, shares is null ? AnswerOf(pair, field) : shares[place], binding.Named.IsExact
                        && bindings.Count == 1 ? Evidence.Label : Evidence.NearLabel)
                    {
                        Items = field.IsList ? pair.Items : [],
                        Hints = binding.Hints with
                        {
                            IsQuestion = pair.IsQuestion,
                            IsShared = field.IsNumeric && numbers > 1 && tie is null && shares is null
                        },
                        IsRange = isRange || (isSpan && tie is null && field.Kind == FieldKind.Date && field.Rule.Range != RangeEnd.None),
                        Tie = tie,
                        Year = pair.Year ?? binding.Hints.Year ?? (IsCount(field) && IsPrior(pair.Label) ? EarlierTimes.Prior : null),
                        IsTicked = pair.IsTicked,
                        IsDoubtful = pair.IsDoubtful,
                        IsShared = fields.Count > 1,
                    });
                }
            }
        }

        return found;
    }

    /// <summary>"Length: two years / Beginning: 1 May": the label before or behind tells what the beginning is of.</summary>
    private static Binding Untied(Binding binding, List<List<Binding>> bound, int at)
    {
        var beside = bound.Skip(at - 1).Take(at == 0 ? 2 : 3).SelectMany(bindings => bindings).Where(other => other != binding
            && !other.Named.IsTied).SelectMany(other => other.Named.Fields).Select(named => named.Field.Path).ToHashSet();
        var meant = binding.Named.Fields.Where(named => named.Field.Rule.NextTo.Any(beside.Contains)).ToList();

        return meant.Count == 1 ? binding with { Named = binding.Named with { Fields = meant, IsTied = false } } : binding;
    }

    /// <summary>Amounts are asked of the last year, counts of now.</summary>
    private static bool IsCount(FieldPlan field) => field.IsNumeric && field.Rule.CurrencyField is null;

    /// <summary>"Rooms last winter": older than what is said of now, and of any year.</summary>
    private static bool IsPrior(Slice label) => Tokenizer.Split(label.ToString()).Any(token =>
        token.Lower is "last" or "previous" or "prior" or "vorjahr" or "vorsaison" or "letzte" or "letzten" or "letztes" or "vorige"
        or "anterior" or "pasada" or "pasado" or "précédente" or "précédent" or "dernière" or "dernier");

    /// <summary>"Rooms / beds: 12 / 30": as many parts as were asked for, in their order.</summary>
    private static List<Slice>? Shares(Pair pair, int count)
    {
        if (pair.Answer.Length > LongestEntry || !pair.Label.Span.Contains('/') || pair.Answer.Span.Count('/') != count - 1
            || AnswerReader.IsBlank(pair.Answer))
        {
            return null;
        }

        var shares = new List<Slice>();

        for (var start = pair.Answer.Start; shares.Count < count;)
        {
            var bar = pair.Answer.Source.AsSpan(start, pair.Answer.End - start).IndexOf('/');
            var end = bar < 0 ? pair.Answer.End : start + bar;
            shares.Add(pair.Answer.From(start, end).Trim());
            start = end + 1;
        }

        return shares;
    }

    public List<Candidate> ReadAll(IReadOnlyList<Statement> statements)
    {
        var read = statements.Select(statement => (Statement: statement, Candidate: Read(statement))).Where(item =>
            item.Candidate is not null).ToList();
        var persons = read.Where(item => item.Statement.Field.Rule.IsPerson)
            .Select(item => item.Candidate!.Reading.Source.Start).ToHashSet();
        read = [.. read.Where(item => !IsPerson(item.Candidate!, persons))];
        var tied = read.Where(item => item.Statement.Tie is not null).GroupBy(item => item.Statement.Tie!)
            .Where(tie => tie.Count() > 1).SelectMany(tie => Losers(tie.Select(item => item.Candidate!).ToList()))
            .ToHashSet<Candidate>(ReferenceEqualityComparer.Instance);

        return [.. read.Select(item => item.Candidate!).Where(candidate => !tied.Contains(candidate))];
    }

    /// <summary>"To be signed by: Ann Lee": what is read for a person too is a company only with a legal form.</summary>
    private bool IsPerson(Candidate candidate, HashSet<int> persons) => candidate.Field.Kind == FieldKind.Company
        && persons.Contains(candidate.Reading.Source.Start) && !answers.IsCompany(candidate.Reading.Source);

    /// <summary>Of several fields that one label may mean: all, unless the answer speaks for one ("Title: Head of Sales").</summary>
    private IEnumerable<Candidate> Losers(List<Candidate> tied)
    {
        var spoken = tied.Where(candidate => answers.SpeaksFor(candidate.Field, candidate.Reading.Source)).ToList();

        return spoken.Count == 1 ? tied.Where(candidate => candidate != spoken[0]) : tied;
    }

    private Candidate? Read(Statement statement)
    {
        if (statement.IsDoubtful)
        {
            return null;
        }

        if (statement.IsTicked)
        {
            return statement.Field.Kind == FieldKind.Boolean
                ? new Candidate(statement.Field, new FieldReading(JsonValue.Create(true), statement.Answer), statement.Evidence) : null;
        }

        // A heading over a paragraph is no label of it.
        if (statement.Evidence == Evidence.NearLabel && !statement.Hints.IsQuestion && statement.Answer.Length > LongestEntry
            && (statement.Field.IsList || statement.Field.Kind is FieldKind.Name or FieldKind.Text or FieldKind.Company)
            && statement.Answer.Span.Contains(". ", StringComparison.Ordinal) | statement.Answer.Span.Contains(".\n",
                StringComparison.Ordinal))
        {
            return null;
        }

        var reading = statement.Field.IsList
            ? lists.Read(statement.Field, statement.Answer, statement.Items, statement.IsShared)
            : answers.Read(statement.Field, statement.Answer, statement.Hints, statement.IsRange);

        // Where the values are known, a label that names other fields too or merely resembles a name needs one of them.
        if (reading is not null && NeedsKnown(statement) && !statement.Field.Choices.ContainsKey(Phrase.Fold(reading.Source.ToString())))
        {
            return null;
        }

        // A label that merely resembles a company's needs a legal form.
        if (reading is not null && statement.Evidence == Evidence.NearLabel && statement.Field.Kind == FieldKind.Company
            && !answers.IsCompany(reading.Source))
        {
            return null;
        }

        // "Parking: none" denies the parking, and says nothing of who offers it.
        if (reading?.Value is JsonArray { Count: 0 } && statement.IsShared)
        {
            return null;
        }

        return reading is null ? null : new Candidate(statement.Field, reading, statement.Evidence) { Year = statement.Year };
    }

    private static bool NeedsKnown(Statement statement) => (statement.Evidence == Evidence.NearLabel || statement.IsShared)
        && statement.Field is { Kind: FieldKind.Name, IsList: false, Choices.Count: > 0 };

    /// <summary>"2024  EUR 5 million" over "2025  EUR 6 million": one answer for each year; plans are none.</summary>
    private static IEnumerable<Pair> ByYear(Pair pair)
    {
        if (pair.Items.Count < 2 || !pair.Items.All(item => YearOf(item) is not null))
        {
            return [pair];
        }

        return pair.Items
            .Where(item => !Tokenizer.Split(item.ToString()).Any(token => Wording.Unasserted.Contains(token.Lower)
            || token.Lower is "budget" or "plan"))
            .Select(item => new Pair(pair.Label, item.From(item.Start + 4, item.End))
            {
                Group = pair.Group,
                IsQuestion = pair.IsQuestion,
                Year = YearOf(item)
            });
    }

    private static int? YearOf(Slice item) =>
        item.Length > 6 && !char.IsLetterOrDigit(item.Span[4]) ? CalendarYears.Of(item.Span[..4]) : null;

    /// <summary>Of several lines the first is the value, unless it is a sentence, an address, or something told by its own marks.</summary>
    private Slice AnswerOf(Pair pair, FieldPlan field)
    {
        var isFirst = pair.Items.Count > 1 && !field.IsList && !field.Rule.SpansCommas
            && (field.Kind is FieldKind.Name or FieldKind.Text or FieldKind.Company or FieldKind.Code || (!pair.IsQuestion
            && field.Kind is not (FieldKind.Email or FieldKind.Phone or FieldKind.Url)));
        var answer = isFirst ? pair.Items[0] : pair.Answer;

        // A company's name may go on to its legal form on the next line.
        if (isFirst && field.Kind == FieldKind.Company && !answers.IsCompany(answer)
            && answer.From(answer.Start, pair.Items[1].End) is var both && answers.IsCompany(both))
        {
            answer = both;
        }


        return answer.From(answer.Start, Math.Min(answer.End, answer.Start + LongestAnswer));
    }
}
