using System.Collections.Immutable;

namespace PromptIntel.Core.Phrases;

/// <summary>
/// Words in order, as settings state them: <c>a|b</c> either, <c>word*</c> by its beginning, <c>word?</c> or not at all, <c>...</c> up to
/// six words between. Matching never goes back over more than the gap, so it takes time in step with the text.
/// </summary>
public sealed class Phrase
{
    private const int Gap = 6;
    private const string GapMark = "...";

    private readonly ImmutableArray<Part> _parts;

    private Phrase(string source, ImmutableArray<Part> parts)
    {
        Source = source;
        _parts = parts;
    }

    /// <summary>As it was written.</summary>
    public string Source { get; }

    internal IEnumerable<string> FirstWords => _parts[0].Choices.Select(choice => choice.Text);

    /// <exception cref="FormatException">It has no word, or does not begin with one.</exception>
    public static Phrase Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        string[] tokens = source.ToLowerInvariant().Replace('’', '\'').Split(' ', StringSplitOptions.RemoveEmptyEntries);

        if (tokens.Length == 0 || tokens[0] == GapMark || tokens[0][^1] == '?' || tokens[^1] == GapMark)
        {
            throw new FormatException($"'{source}' is no phrase: it must begin and end with a word.");
        }

        var parts = ImmutableArray.CreateBuilder<Part>();
        bool isFree = false;

        foreach (string token in tokens)
        {
            if (token == GapMark)
            {
                isFree = true;
                continue;
            }

            Part part = Part.Parse(token, isFree);

            if (part.Choices.IsEmpty || part.Choices.Any(choice => choice.Text.Length == 0))
            {
                throw new FormatException($"'{source}' is no phrase: '{token}' names no word.");
            }

            parts.Add(part);
            isFree = false;
        }

        return new Phrase(source, parts.ToImmutable());
    }

    /// <summary>The index after the last word when it stands at <paramref name="at"/>; -1 when it does not.</summary>
    public int MatchAt(ImmutableArray<Word> words, int at) => Match(words, at, 0);

    private int Match(ImmutableArray<Word> words, int at, int part)
    {
        if (part == _parts.Length)
        {
            return at;
        }

        Part expected = _parts[part];
        int last = Math.Min(words.Length - 1, at + (expected.IsFree ? Gap : 0));

        for (int i = at; i <= last; i++)
        {
            if (expected.Fits(words[i].Lower) && Match(words, i + 1, part + 1) is > 0 and var end)
            {
                return end;
            }
        }

        return expected.IsOptional ? Match(words, at, part + 1) : -1;
    }

    private readonly record struct Choice(string Text, bool IsPrefix);

    private sealed record Part(ImmutableArray<Choice> Choices, bool IsFree, bool IsOptional)
    {
        public static Part Parse(string token, bool isFree)
        {
            bool isOptional = token[^1] == '?';
            string[] choices = (isOptional ? token[..^1] : token).Split('|', StringSplitOptions.RemoveEmptyEntries);
            return new Part([.. choices.Select(choice => new Choice(choice.TrimEnd('*'), choice.EndsWith('*')))], isFree, isOptional);
        }

        public bool Fits(string word)
        {
            foreach (Choice choice in Choices)
            {
                if (choice.IsPrefix ? word.StartsWith(choice.Text, StringComparison.Ordinal) : word == choice.Text)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
