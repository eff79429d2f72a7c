using System.Collections.Immutable;

using PromptIntel.Extraction.Rules;

namespace PromptIntel.Extraction.Finding;

/// <summary>What a cue says of its field when it is found.</summary>
internal enum CueMeaning
{
    Value,
    Yes,
    No,
}

internal sealed record Cue(FieldPlan Field, CuePattern Pattern, CueMeaning Meaning)
{
    /// <summary>Index of the element by whose words the cue is looked up.</summary>
    public int Anchor { get; } = Pattern.Elements[0].Kind == CueElementKind.Value ? 1 : 0;

    /// <summary>The words of its elements that every match holds.</summary>
    public ImmutableArray<ImmutableArray<string>> Required { get; } = [.. Pattern.Elements.Where(element =>
        element is { Kind: CueElementKind.Words, IsOptional: false }).Select(element => element.Words)];
}

/// <summary>All cues of a plan by the word they begin with and, where it is certain, the next: many cues begin alike ("we have").</summary>
internal sealed class CueIndex
{
    private readonly Dictionary<(string First, string Next), List<Cue>> _byPair = [];
    private readonly Dictionary<string, List<Cue>> _byFirst = new(StringComparer.Ordinal);

    public CueIndex(IEnumerable<FieldPlan> fields)
    {
        foreach (var field in fields)
        {
            AddAll(field, field.Cues, CueMeaning.Value);
            AddAll(field, field.Asserts, CueMeaning.Yes);
            AddAll(field, field.Denies, CueMeaning.No);
        }
    }

    /// <summary>The cues that begin with these two words.</summary>
    public List<Cue>? BeginningWith(string first, string next) => _byPair.GetValueOrDefault((first, next));

    /// <summary>The cues that begin with this word and leave open what follows.</summary>
    public List<Cue>? BeginningWith(string first) => _byFirst.GetValueOrDefault(first);

    private void AddAll(FieldPlan field, IEnumerable<CuePattern> patterns, CueMeaning meaning)
    {
        foreach (var cue in patterns.Select(pattern => new Cue(field, pattern, meaning)))
        {
            var elements = cue.Pattern.Elements;
            var next = cue.Anchor + 1 < elements.Length
                && elements[cue.Anchor + 1] is { Kind: CueElementKind.Words, IsOptional: false } certain ? certain.Words : [];

            foreach (var word in elements[cue.Anchor].Words)
            {
                if (next.IsEmpty)
                {
                    Add(_byFirst, word, cue);
                }

                foreach (var second in next)
                {
                    Add(_byPair, (word, second), cue);
                }
            }
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Cue>> index, TKey key, Cue cue)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var cues))
        {
            index[key] = cues = [];
        }

        cues.Add(cue);
    }
}
