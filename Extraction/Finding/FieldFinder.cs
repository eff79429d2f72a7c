using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Structure;
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

    /// <summary>The values found and the answers that stand there and were not read, by the field's path.</summary>
    public Findings Find()
    {
        var binder = new LabelBinder(_document, _compiled.Names, new LabelParser(_document, _mentions));
        var structure = new PairFinder(_document, binder.IsName, label => binder.Bind(label) is not null || binder.IsName(label));
        var pairs = structure.Find();
        var reader = new StatementReader(binder, _answers, _lists);
        var statements = reader.StatementsOf(pairs);
        var prose = new RunningText(_document, _compiled, _mentions, _answers, _lists, structure.Entries);
        var read = reader.ReadAll(statements);
        var answered = Answered(statements, read);
        // A cell that was read under its label and year is no sentence without a year.
        var cells = read.Where(candidate => candidate.Year is not null).Select(candidate => (candidate.Field,
            candidate.Reading.Source.Start)).ToHashSet();
        // What a label's answer as a whole does not give, a part of it does not give either.
        var failed = statements.Where(statement => !statement.Field.IsNumeric && statement.Field.Kind is not (FieldKind.Boolean
            or FieldKind.Date or FieldKind.Year) && !statement.Hints.IsQuestion
            && statement.Evidence == Evidence.Label && !statement.Answer.Trim().IsEmpty
            && !char.IsLower(statement.Answer.Trim().Span[0])).GroupBy(statement => statement.Field, statement => statement.Answer)
            .ToDictionary(answers => answers.Key, answers => answers.OrderBy(answer => answer.Start).ToList());
        var boxed = statements.Where(statement => Checkboxes.HasBoxes(statement.Answer))
            .Select(statement => (statement.Field, _document.LineAt(statement.Answer.Start))).ToHashSet();
        var given = read.Select(candidate => candidate.Field).ToHashSet();
        var heard = prose.Find().Where(candidate => !IsPartOfUnread(candidate)
            && !cells.Contains((candidate.Field, candidate.Reading.Source.Start))
            && (candidate.Field.Kind is not (FieldKind.Year or FieldKind.Date)
            || !HoldsPoint(answered, candidate.Reading.Source.Start)));

        bool IsPartOfUnread(Candidate candidate) => Checkboxes.IsOpenOption(LineOf(candidate.Reading.Source))
            || boxed.Contains((candidate.Field, _document.LineAt(candidate.Reading.Source.Start)))
            || (!given.Contains(candidate.Field) && failed.TryGetValue(candidate.Field, out var answers)
                && HoldsPoint(answers, candidate.Reading.Source.Start));

        var candidates = Unclaimed([.. read, .. heard]).ToLookup(candidate => candidate.Field);

        // An answer that was read for another field under the same label says nothing of this one.
        int[] taken = [.. read.Select(candidate => candidate.Reading.Source.Start).Order()];
        var stated = statements.Where(statement => statement.Tie is null
            && (statement.Answer.IsEmpty || !HoldsAny(taken, statement.Answer)))
            .Select(statement => statement.Field).ToHashSet();
        var found = new Dictionary<string, FieldReading>(StringComparer.Ordinal);
        List<Slice> asking = [.. pairs.Where(pair => binder.Bind(pair.Label) is not null).Select(pair => pair.Label)
            .OrderBy(label => label.Start)];
        var sole = new SoleValues(_document, _mentions, _answers, at => HoldsPoint(asking, at));

        foreach (var field in _plan.Fields)
        {
            var own = candidates[field].ToList();

            // A label without a readable answer speaks against taking a value from anywhere else.
            var isSole = own.Count == 0 && (field.Rule.IsSole || field.Rule.EndsIn.Count > 0) && !stated.Contains(field);
            var reading = isSole ? sole.Of(field) : CandidateScorer.Decide(field, own);

            if (reading is not null)
            {
                found[field.Path] = reading;
            }
        }

        Complete(found);
        AddCurrencies(found);
        AddDerived(found);
        AddBeside(found, label => binder.Bind(label) is { Named.IsExact: true });
        AddBelow(found, stated);
        AddBehind(found, stated);

        foreach (var (path, reading) in new RecordTables(_document, _compiled.Records, _answers).Find())
        {
            found[path] = reading;
        }

        return new Findings(found, new Doubts(_document, _mentions).Of(_plan, found, statements, candidates, prose.Refused));
    }

    private Slice LineOf(Slice source)
    {
        var line = _document.Lines[_document.LineAt(source.Start)];

        return _document.Slice(line.Start, line.End);
    }

    /// <summary>Answers to yes-or-no questions, in order: "Yes, since 2019" dates what was asked.</summary>
    private static List<Slice> Answered(List<Statement> statements, List<Candidate> read)
    {
        var said = read.Where(candidate => candidate.Field.Kind == FieldKind.Boolean).Select(candidate => candidate.Reading.Source.Start)
            .ToHashSet();

        return [.. statements.Where(statement => statement.Field.Kind == FieldKind.Boolean && said.Contains(statement.Answer.Trim().Start))
            .Select(statement => statement.Answer).OrderBy(answer => answer.Start)];
    }

    private static bool HoldsPoint(List<Slice> ordered, int at)
    {
        var (low, high) = (0, ordered.Count);

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle].Start <= at ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && ordered[low - 1].End > at;
    }

    private static bool HoldsAny(int[] ordered, Slice slice)
    {
        var at = Array.BinarySearch(ordered, slice.Start);
        at = at < 0 ? ~at : at;

        return at < ordered.Length && ordered[at] < slice.End;
    }

    /// <summary>Without numbers taken for their unit only that a label or a declared sentence gives to another field.</summary>
    private static IEnumerable<Candidate> Unclaimed(List<Candidate> candidates)
    {
        var claimed = candidates.Where(candidate => candidate.Evidence > Evidence.Unit && candidate.Field.IsNumeric)
            .ToLookup(candidate => candidate.Reading.Source.Start, candidate => candidate.Field);

        return candidates.Where(candidate => candidate.Evidence != Evidence.Unit || !candidate.Field.IsNumeric
            || claimed[candidate.Reading.Source.Start].All(field => field == candidate.Field));
    }

    /// <summary>A person's first name alone is completed where the text says one whole name that begins so.</summary>
    private void Complete(Dictionary<string, FieldReading> found)
    {
        foreach (var field in _plan.Fields.Where(field => field.Rule.IsPerson))
        {
            if (found.TryGetValue(field.Path, out var known) && !known.Source.Trim().Span.ContainsAny(' ', '\n', '.')
                && PersonNames.BeginningWith(_document, known.Source, _plan) is [var whole, ..] names
                && names.All(name => name.Span.SequenceEqual(whole.Span)))
            {
                found[field.Path] = PlainTextReader.Value(field, whole);
            }
        }
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
            if (field.Rule.Below is { } rule
                && !found.ContainsKey(field.Path)
                && !stated.Contains(field)
                && found.TryGetValue(rule.Field, out var above)
                && new LinesBelow(_document).Read(field, above.Source) is { } reading)
            {
                found[field.Path] = reading;
            }
        }
    }

    private void AddBehind(Dictionary<string, FieldReading> found, HashSet<FieldPlan> stated)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.Behind is { } path && !found.ContainsKey(field.Path) && !stated.Contains(field)
                && found.TryGetValue(path, out var value)
                && new ValuesBehind(_document, _answers, IsKnownElsewhere).Read(field, value.Source) is { } reading)
            {
                found[field.Path] = reading;
            }
        }
    }

    private bool IsKnownElsewhere(Slice text) => text.Length < 60 && _plan.Fields.Any(field => field.Rule.KnownBy == field.Path
        && field.Choices.ContainsKey(Phrase.Fold(text.ToString())));

    private void AddBeside(Dictionary<string, FieldReading> found, Func<Slice, bool> isLabel)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.Beside is not { } path || !found.TryGetValue(path, out var address)
                || NamesBeside.Read(_document, address.Source, _plan, isLabel) is not { } name)
            {
                continue;
            }

            // A first name alone is completed by the whole one.
            var isKnown = found.TryGetValue(field.Path, out var known) && (known.Source.Span.Contains(' ')
                || !name.Span.StartsWith(known.Source.Span, StringComparison.Ordinal));

            if (!isKnown)
            {
                found[field.Path] = PlainTextReader.Value(field, name);
            }
        }
    }

    private void AddDerived(Dictionary<string, FieldReading> found)
    {
        foreach (var field in _plan.Fields)
        {
            if (field.Rule.From is { } source
                && !found.ContainsKey(field.Path)
                && found.TryGetValue(source, out var reading)
                && _answers.Read(field, reading.Source, LabelHints.None) is { } derived)
            {
                found[field.Path] = derived;
            }
        }
    }
}

/// <summary>What was found, by the field's path.</summary>
internal sealed record Findings(Dictionary<string, FieldReading> Values, IReadOnlyList<Unread> Unread);
