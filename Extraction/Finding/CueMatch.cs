using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>One attempt to lay a cue over a sentence. Gaps are short, so an attempt takes bounded time.</summary>
internal sealed class CueMatch(SourceDocument document, CueValueReader values, FieldPlan field, CuePattern pattern, Sentence sentence)
{
    private readonly List<(int First, int End)> _own = [];

    public int First { get; private set; }

    public int End { get; private set; }

    public FieldReading? Reading { get; private set; }

    /// <summary>The cue's words before the value were found.</summary>
    public bool HasTriedValue { get; private set; }

    /// <summary>Tokens that the cue's words or a name's own words cover.</summary>
    public bool IsOwn(int token) => _own.Exists(range => token >= range.First && token < range.End);

    /// <param name="at">Where the cue's first word stands.</param>
    public bool Run(int at)
    {
        First = at;

        if (pattern.Elements[0].Kind != CueElementKind.Value)
        {
            return Step(0, at);
        }

        if (values.ReadBefore(field, at, sentence) is not { } before)
        {
            return false;
        }

        Reading = before.Reading;
        First = before.First;
        _own.Add((before.First, at));

        return Step(1, at);
    }

    private bool Step(int element, int at)
    {
        document.Spend(1);

        if (element == pattern.Elements.Length)
        {
            End = at;

            return true;
        }

        return pattern.Elements[element].Kind switch
        {
            CueElementKind.Words => StepWords(element, at),
            CueElementKind.Gap => StepGap(element, at),
            _ => StepValue(element, at),
        };
    }

    private bool StepWords(int element, int at)
    {
        var words = pattern.Elements[element];

        if (at < sentence.End && words.Words.Contains(document.Tokens[at].Lower))
        {
            _own.Add((at, at + 1));

            if (Step(element + 1, at + 1))
            {
                return true;
            }

            _own.RemoveAt(_own.Count - 1);
        }

        return words.IsOptional && Step(element + 1, at);
    }

    private bool StepGap(int element, int at)
    {
        for (var width = 0; width <= CuePattern.LongestGap && at + width <= sentence.End; width++)
        {
            if (Step(element + 1, at + width))
            {
                return true;
            }

            if (at + width < sentence.End && document.Tokens[at + width].Lower is ";" or ":" or "." or "(" or ")" or "but")
            {
                return false;
            }
        }

        return false;
    }

    private bool StepValue(int element, int at)
    {
        var stop = element + 1 < pattern.Elements.Length && pattern.Elements[element + 1].Kind == CueElementKind.Words
            ? pattern.Elements[element + 1]
            : null;

        HasTriedValue = true;

        if (at >= sentence.End || values.ReadFrom(field, at, sentence, stop) is not { } read)
        {
            return false;
        }

        _own.Add((read.First, read.End));

        if (Step(element + 1, read.End))
        {
            Reading = read.Reading;

            return true;
        }

        _own.RemoveAt(_own.Count - 1);

        return false;
    }
}
