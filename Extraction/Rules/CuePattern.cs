using System.Collections.Immutable;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Rules;

/// <summary>
/// One element of a cue: words to find (any of <paramref name="Words"/>), the place of the value, or a gap of a few words.
/// </summary>
internal sealed record CueElement(CueElementKind Kind, ImmutableArray<string> Words, bool IsOptional = false);

internal enum CueElementKind
{
    Words,
    Value,
    Gap,
}

/// <summary>
/// A phrase of running text with the place of its value: <c>we have {value} rooms|suites</c>. <c>...</c> stands for up to
/// <see cref="LongestGap"/> words, <c>a|b</c> for either word, a closing <c>?</c> makes a word optional.
/// </summary>
internal sealed record CuePattern(ImmutableArray<CueElement> Elements)
{
    public const int LongestGap = 5;

    public bool HasValue => ValueAt >= 0;

    public int ValueAt { get; } = Elements.ToList().FindIndex(element => element.Kind == CueElementKind.Value);

    /// <summary>Null when the text holds no word, several values, or a gap at an end.</summary>
    public static CuePattern? Parse(string text)
    {
        var elements = ImmutableArray.CreateBuilder<CueElement>();

        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "{value}":
                    elements.Add(new CueElement(CueElementKind.Value, []));
                    break;
                case "...":
                    elements.Add(new CueElement(CueElementKind.Gap, []));
                    break;
                default:
                    AddWords(elements, part);
                    break;
            }
        }

        var values = elements.Count(element => element.Kind == CueElementKind.Value);
        var hasAnchor = elements.Any(element => element.Kind == CueElementKind.Words && !element.IsOptional);
        var hasLooseEnd = elements.Count > 0
            && (elements[0].Kind == CueElementKind.Gap || elements[0].IsOptional || elements[^1].Kind == CueElementKind.Gap);
        var isUsable = hasAnchor && values <= 1 && !hasLooseEnd && (elements[0].Kind != CueElementKind.Value || IsAnchor(elements[1]));

        return isUsable ? new CuePattern(elements.ToImmutable()) : null;
    }

    private static bool IsAnchor(CueElement element) => element is { Kind: CueElementKind.Words, IsOptional: false };

    private static void AddWords(ImmutableArray<CueElement>.Builder elements, string part)
    {
        var isOptional = part.Length > 1 && part.EndsWith('?');
        var bare = isOptional ? part[..^1] : part;

        if (bare.Contains('|'))
        {
            elements.Add(new CueElement(
                CueElementKind.Words,
                [.. bare.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLowerInvariant())],
                isOptional));

            return;
        }

        foreach (var token in Tokenizer.Split(bare))
        {
            elements.Add(new CueElement(CueElementKind.Words, [token.Lower], isOptional));
        }
    }
}
