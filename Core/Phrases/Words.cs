using System.Collections.Immutable;

namespace PromptIntel.Core.Phrases;

/// <summary>A word in lower case and its place in the text, in UTF-16 units; <paramref name="End"/> is exclusive.</summary>
public readonly record struct Word(string Lower, int Start, int End);

/// <summary>Cuts a text into words: runs of letters and digits, with an apostrophe or a point between two of them.</summary>
public static class Words
{
    /// <summary>In time in step with the length.</summary>
    public static ImmutableArray<Word> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ImmutableArray.CreateBuilder<Word>();

        for (int start = 0; start < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[start]))
            {
                start++;
                continue;
            }

            int end = start + 1;

            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || Joins(text, end)))
            {
                end++;
            }

            words.Add(new Word(text[start..end].ToLowerInvariant().Replace('’', '\''), start, end));
            start = end;
        }

        return words.ToImmutable();
    }

    /// <summary>The words with one space between them, however they were broken into lines.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>"we'll", "9.5", "S.A.", and no full stop before a space.</summary>
    private static bool Joins(string text, int at) =>
        text[at] is '\'' or '’' or '.' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
}
