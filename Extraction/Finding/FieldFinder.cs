using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Gathers what a text says of every field and decides.</summary>
internal sealed class FieldFinder
{
    private readonly CompiledPlan _compiled;
    private readonly ExtractionPlan _plan;
    private readonly SourceDocument _document;
    private readonly Mentions _mentions;
    private readonly AnswerReader _answers;
    private readonly ListReader _lists;

    public FieldFinder(CompiledPlan compiled, SourceDocument document)
    {
        _compiled = compiled;
        _plan = compiled.Plan;
        _document = document;
        _mentions = new Mentions(document, _plan.IsDayFirst);
        _answers = new AnswerReader(document, _mentions, _plan);
        _lists = new ListReader(document, _answers);
    }

    /// <summary>The values found, by the field's path.</summary>
    public Dictionary<string, FieldReading> Find()
    {
        var statements = new LabelledAnswers(_document, _compiled.Names, new LabelParser(_document, _mentions)).Find();
        var candidates = statements.Select(Read)
            .OfType<Candidate>()
            .Concat(Cues())
            .Concat(PatternMatches.Find(_document, _plan.Fields, _answers))
            .ToLookup(candidate => candidate.Field);
        var stated = statements.Select(statement => statement.Field).ToHashSet();
        var found = new Dictionary<string, FieldReading>(StringComparer.Ordinal);

        foreach (var field in _plan.Fields)
        {
            var own = candidates[field].ToList();

            // A label without a readable answer speaks against taking a value from anywhere else.
            var reading = own.Count == 0 && field.Rule.IsSole && !stated.Contains(field) ? Sole(field) : CandidateScorer.Decide(field, own);

            if (reading is not null)
            {
                found[field.Path] = reading;
            }
        }

        AddCurrencies(found);
        AddDerived(found);
        AddBelow(found, stated);

        foreach (var (path, reading) in new RecordTables(_document, _compiled.Records, _answers).Find())
        {
            found[path] = reading;
        }

        return found;
    }

    private List<Candidate> Cues()
    {
        var values = new CueValueReader(
            _document, _mentions, new NumberReader(_document, _mentions, _plan), new DateReader(_document, _mentions), _answers, _lists);

        return new CueMatcher(_document, _compiled.Cues, values).Find();
    }

    private Candidate? Read(Statement statement)
    {
        var reading = statement.Field.IsList
            ? _lists.Read(statement.Field, statement.Answer, statement.Bullets)
            : _answers.Read(statement.Field, statement.Answer, statement.Hints, statement.IsRange);

        return reading is null ? null : new Candidate(statement.Field, reading, statement.Evidence);
    }

    private FieldReading? Sole(FieldPlan field)
    {
        var mentions = field.Kind switch
        {
            FieldKind.Email => _mentions.Emails,
            FieldKind.Url => _mentions.Urls,
            FieldKind.Phone => _mentions.Phones,
            _ => [],
        };

        var heard = mentions.Where(mention => !_document.IsMuted(mention.Start)).ToList();

        return heard.Count > 0 && heard.All(mention => mention.Span.Equals(heard[0].Span, StringComparison.OrdinalIgnoreCase))
            ? _answers.Read(field, heard[0], LabelHints.None)
            : null;
    }

    private void AddCurrencies(Dictionary<string, FieldReading> found)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.CurrencyField is not { } target || !found.TryGetValue(field.Path, out var money) || money.Currency is null)
            {
                continue;
            }

            var beside = new FieldReading(money.Currency, money.CurrencySource);

            if (!found.TryAdd(target, beside) && found[target].Value.ToString() != money.Currency)
            {
                found.Remove(target);
            }
        }
    }

    private void AddBelow(Dictionary<string, FieldReading> found, HashSet<FieldPlan> stated)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.Below is { } rule && !found.ContainsKey(field.Path) && !stated.Contains(field) && found.TryGetValue(
                rule.Field, out var above)
                && new LinesBelow(_document).Read(field, above.Source.ToString()) is { } reading)
            {
                found[field.Path] = reading;
            }
        }
    }

    private void AddDerived(Dictionary<string, FieldReading> found)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.From is { } source && !found.ContainsKey(field.Path) && found.TryGetValue(
                source, out var reading) && _answers.Read(field, reading.Source, LabelHints.None) is { } derived)
            {
                found[field.Path] = derived;
            }
        }
    }
}
