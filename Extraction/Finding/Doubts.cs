using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Something that stands where a field's value should, and why it was not taken for one.</summary>
internal sealed record Unread(string Field, Slice Source, string Reason);

/// <summary>Says of fields without a value what stood there: what is not stated at all is unknown, this is doubtful.</summary>
internal sealed class Doubts(SourceDocument document, Mentions mentions)
{
    private const string Doubtful = "it is a plan, a doubt, a condition or somebody else's";

    public IReadOnlyList<Unread> Of(
        ExtractionPlan plan,
        Dictionary<string, FieldReading> found,
        IReadOnlyList<Statement> statements,
        ILookup<FieldPlan, Candidate> candidates,
        IReadOnlyList<(FieldPlan Field, Slice Source)> refused)
    {
        var stated = statements.Where(statement => statement.Tie is null
            && !AnswerReader.IsBlank(statement.Answer)).ToLookup(statement => statement.Field);
        var heard = refused.ToLookup(item => item.Field, item => item.Source);
        var unread = new List<Unread>();

        foreach (var field in plan.Fields.Where(field => !found.ContainsKey(field.Path)))
        {
            if (candidates[field].Any())
            {
                unread.Add(new Unread(field.Path, candidates[field].First().Reading.Source, "the text says different things about it"));
            }
            else if (stated[field].FirstOrDefault(statement => !IsTaken(statement.Answer.Trim(), found)) is { } statement)
            {
                unread.Add(new Unread(field.Path, statement.Answer.Trim(), statement.IsDoubtful ? Doubtful
                    : Reason(field, statement.Answer)));
            }
            else if (heard[field].Any())
            {
                unread.Add(new Unread(field.Path, heard[field].First(), Reason(field, heard[field].First())));
            }
        }

        unread.AddRange(plan.Fields.Where(field => field.Rule.CurrencyField is { } target && !found.ContainsKey(target)
            && found.TryGetValue(field.Path, out var money) && money.Currency is null && money.CurrencySource.Length > 0)
            .Select(field => new Unread(field.Rule.CurrencyField!, found[field.Path].CurrencySource,
                "several currencies are written so and the text does not say which it is")));

        return unread;
    }

    /// <summary>"Contact: Ann Lee" may ask for a name or a number: what was wholly read as the one is no doubt about the other.</summary>
    private static bool IsTaken(Slice answer, Dictionary<string, FieldReading> found) => found.Values.Any(reading =>
        reading.Source.Start == answer.Start && reading.Source.End == answer.End);

    private string Reason(FieldPlan field, Slice answer)
    {
        var (first, end) = (document.TokenAt(answer.Start), document.TokenAt(answer.End));

        return StanceReader.OfAnswer(document, first, end) switch
        {
            Stance.Unasserted => Doubtful,
            Stance.Denied when field.Kind != FieldKind.Boolean => "it is denied",
            _ => field.IsNumeric ? OfNumber(answer) : OfKind(field),
        };
    }

    private string OfNumber(Slice answer)
    {
        var quantities = Mentions.Within(mentions.Quantities, quantity => quantity.Start, answer);

        return quantities switch
        {
            [] => "no number is understood in it",
            [{ IsBound: true } or { IsApproximate: true } or { Range: not RangeEnd.None }, ..] => "it is an estimate, a limit or a range",
            [{ IsAmbiguous: true }, ..] => "the number can be read in two ways",
            [{ Value: not null }, _, ..] => "several numbers stand there",
            _ => "the number and what belongs to it are not understood as a whole",
        };
    }

    private static string OfKind(FieldPlan field) => field.Kind switch
    {
        FieldKind.Boolean => "it is no plain yes or no",
        FieldKind.Date => "it is no one complete date",
        FieldKind.Email or FieldKind.Url or FieldKind.Phone => "no whole address or number is certain in it",
        FieldKind.Choice => "it is none of the known values",
        FieldKind.Currency => "it names no one currency",
        _ => "what it names is not certain",
    };
}
