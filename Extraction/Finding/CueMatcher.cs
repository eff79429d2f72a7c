using System.Text.Json.Nodes;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Finds declared cues in running text and keeps the matches that the author asserts of himself.</summary>
internal sealed class CueMatcher
{
    /// <summary>A cue that is laid this often over one text decides nothing any more; the bound keeps hostile text cheap.</summary>
    private const int MostMatches = 100;

    private readonly Dictionary<CuePattern, int> _matches = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly SourceDocument _document;
    private readonly CueValueReader _values;
    private readonly CueIndex _cues;
    private readonly OtherSubjects _others;

    public CueMatcher(SourceDocument document, CompiledPlan compiled, CueValueReader values)
    {
        _document = document;
        _cues = compiled.Cues;
        _others = new OtherSubjects(document, compiled.Plan);
        _values = values;
    }

    public List<Candidate> Find()
    {
        var found = new List<Candidate>();

        foreach (var sentence in _document.Sentences)
        {
            _words.Clear();

            for (var i = sentence.First; i < sentence.End; i++)
            {
                var first = _document.Tokens[i].Lower;

                if (i + 1 < sentence.End)
                {
                    MatchAll(_cues.BeginningWith(first, _document.Tokens[i + 1].Lower), sentence, i, found);
                }

                MatchAll(_cues.BeginningWith(first), sentence, i, found);
            }
        }

        return found;
    }

    private void MatchAll(List<Cue>? cues, Sentence sentence, int at, List<Candidate> found)
    {
        foreach (var cue in cues ?? [])
        {
            if (HasWordsOf(cue, sentence) && Match(cue, sentence, at) is { } reading)
            {
                found.Add(new Candidate(cue.Field, reading, Evidence.Cue));
            }
        }
    }

    /// <summary>Gaps make laying a cue dear; most cues miss a word of theirs in the whole sentence.</summary>
    private bool HasWordsOf(Cue cue, Sentence sentence)
    {
        if (_words.Count == 0)
        {
            _document.Spend(sentence.End - sentence.First);

            foreach (var token in _document.Tokens.AsSpan(sentence.First..sentence.End))
            {
                _words.Add(token.Lower);
            }
        }

        foreach (var words in cue.Required)
        {
            var isThere = false;

            foreach (var word in words)
            {
                isThere |= _words.Contains(word);
            }

            if (!isThere)
            {
                return false;
            }
        }

        return true;
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
            (CueMeaning.Value, Stance.Asserted) => _others.Has(cue.Field, sentence, match.First, match.End)
                || (cue.Field.IsList && (IsPast(sentence) || HasMore(sentence, match.End))) ? null : match.Reading,
            (CueMeaning.Yes, Stance.Asserted) => YesNo(match, true),
            (CueMeaning.Yes, Stance.Denied) or (CueMeaning.No, Stance.Asserted) => YesNo(match, false),
            _ => null,
        };
    }

    /// <summary>"Acme shows it, plus Beta": a further name behind what was understood.</summary>
    private bool HasMore(Sentence sentence, int end)
    {
        var at = end < sentence.End && _document.Tokens[end].Is(",") ? end + 1 : end;

        return at + 1 < sentence.End && _document.Tokens[at].Lower is "plus" or "+" or "and" or "&" or "und" or "y" or "et"
            && char.IsUpper(_document.Text[_document.Tokens[at + 1].Start]) && !Wording.OwnParty.Contains(_document.Tokens[at + 1].Lower);
    }

    /// <summary>"In 2024 it was shown on Acme": what a list named then is not what it names now.</summary>
    private bool IsPast(Sentence sentence)
    {
        var (isPast, isDated) = (false, false);

        for (var i = sentence.First; i < sentence.End; i++)
        {
            var lower = _document.Tokens[i].Lower;
            isPast |= lower is "was" or "were" or "had" or "wurde" or "wurden" or "fue" or "fueron" or "était" or "étaient";
            isDated |= lower is "last" or "previous" or "earlier" or "until" || (CalendarYears.Of(lower) is not null
                && !(i > sentence.First && _document.Tokens[i - 1].Is("since")));
        }

        return isPast && isDated;
    }

    private FieldReading YesNo(CueMatch match, bool value) =>
        new(JsonValue.Create(value), _document.Slice(_document.Tokens[match.First].Start, _document.Tokens[match.End - 1].End));
}
