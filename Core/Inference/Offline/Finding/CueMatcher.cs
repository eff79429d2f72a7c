using System.Text.Json.Nodes;

using PromptIntel.Core.Inference.Offline.Reading;
using PromptIntel.Core.Inference.Offline.Rules;
using PromptIntel.Core.Inference.Offline.Text;

namespace PromptIntel.Core.Inference.Offline.Finding;

/// <summary>Finds declared cues in running text and keeps the matches that the author asserts of himself.</summary>
internal sealed class CueMatcher
{
    /// <summary>A cue that is laid this often over one text decides nothing any more; the bound keeps hostile text cheap.</summary>
    private const int MostMatches = 100;

    private readonly Dictionary<CuePattern, int> _matches = new(ReferenceEqualityComparer.Instance);
    private readonly SourceDocument _document;
    private readonly CueValueReader _values;
    private readonly Dictionary<string, List<Cue>> _byWord = new(StringComparer.Ordinal);

    public CueMatcher(SourceDocument document, IEnumerable<FieldPlan> fields, CueValueReader values)
    {
        _document = document;
        _values = values;

        foreach (var field in fields)
        {
            AddAll(field, field.Cues, CueMeaning.Value);
            AddAll(field, field.Asserts, CueMeaning.Yes);
            AddAll(field, field.Denies, CueMeaning.No);
        }
    }

    private enum CueMeaning
    {
        Value,
        Yes,
        No,
    }

    public List<Candidate> Find()
    {
        var found = new List<Candidate>();

        foreach (var sentence in _document.Sentences)
        {
            for (var i = sentence.First; i < sentence.End; i++)
            {
                if (!_byWord.TryGetValue(_document.Tokens[i].Lower, out var cues))
                {
                    continue;
                }

                foreach (var cue in cues)
                {
                    if (Match(cue, sentence, i) is { } reading)
                    {
                        found.Add(new Candidate(cue.Field, reading, Evidence.Cue));
                    }
                }
            }
        }

        return found;
    }

    private FieldReading? Match(Cue cue, Sentence sentence, int at)
    {
        var spent = _matches.GetValueOrDefault(cue.Pattern);

        if (spent >= MostMatches)
        {
            return null;
        }

        var match = new CueMatch(_document, _values, cue.Field, cue.Pattern, sentence);
        var isMatch = match.Run(at);

        // Reaching the value is what costs; a word that merely begins like the cue is free.
        _matches[cue.Pattern] = spent + (isMatch || match.HasTriedValue ? 1 : 0);

        if (!isMatch)
        {
            return null;
        }

        var stance = StanceReader.OfMatch(_document, sentence, match.First, match.End, match.IsOwn);

        return (cue.Meaning, stance) switch
        {
            (CueMeaning.Value, Stance.Asserted) => match.Reading,
            (CueMeaning.Yes, Stance.Asserted) => YesNo(match, true),
            (CueMeaning.Yes, Stance.Denied) or (CueMeaning.No, Stance.Asserted) => YesNo(match, false),
            _ => null,
        };
    }

    private FieldReading YesNo(CueMatch match, bool value) =>
        new(JsonValue.Create(value), _document.Slice(_document.Tokens[match.First].Start, _document.Tokens[match.End - 1].End));

    private void AddAll(FieldPlan field, IEnumerable<CuePattern> patterns, CueMeaning meaning)
    {
        foreach (var pattern in patterns)
        {
            var anchor = pattern.Elements[0].Kind == CueElementKind.Value ? pattern.Elements[1] : pattern.Elements[0];

            foreach (var word in anchor.Words)
            {
                if (!_byWord.TryGetValue(word, out var cues))
                {
                    _byWord[word] = cues = [];
                }

                cues.Add(new Cue(field, pattern, meaning));
            }
        }
    }

    private sealed record Cue(FieldPlan Field, CuePattern Pattern, CueMeaning Meaning);
}
