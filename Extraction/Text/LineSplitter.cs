using System.Buffers;

namespace PromptIntel.Extraction.Text;

/// <summary>Finds lines and mutes those that do not speak for the author.</summary>
internal static class LineSplitter
{
    private const int FewestAnswers = 3;

    private static readonly SearchValues<char> OtherBreaks = SearchValues.Create("\r\v\f\u0085\u2028\u2029");

    /// <summary>Every line break as one <c>\n</c> in its place; the <c>\r</c> before a <c>\n</c> becomes a space, so that no offset
    /// moves.</summary>
    public static string Unify(string text) => !text.AsSpan().ContainsAny(OtherBreaks) ? text
        : string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            var isBefore = source[i] == '\r' && i + 1 < source.Length && source[i + 1] == '\n';
            span[i] = isBefore ? ' ' : OtherBreaks.Contains(source[i]) ? '\n' : source[i];
        }
    });

    /// <param name="text">With breaks unified.</param>
    /// <param name="spend">As <see cref="SourceDocument.Spend"/>.</param>
    public static List<Line> Split(string text, Action<int> spend)
    {
        var lines = new List<Line>();
        var (isMutedSection, isTitle) = (false, true);
        var isQuoting = !AnswersByMark(text);

        for (var start = 0; start <= text.Length;)
        {
            var length = text.AsSpan(start).IndexOf('\n');
            var end = length < 0 ? text.Length : start + length;
            var line = text.AsSpan(start, end - start).Trim();

            if (IsHeading(line))
            {
                isMutedSection = SpeaksOfOthers(line, isTitle);
            }

            isTitle &= line.IsEmpty;

            lines.Add(new Line(start, end, isMutedSection || (isQuoting && line.StartsWith('>'))));
            start = end + 1;
        }

        new QuotedMail(text, spend).Mute(lines);

        return lines;
    }

    /// <summary>Every line that begins with ">" stands under a numbered one: it answers that, and quotes nobody.</summary>
    private static bool AnswersByMark(string text)
    {
        var (answers, wasAsked, wasMarked) = (0, false, false);

        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).Trim();

            if (line.IsEmpty)
            {
                continue;
            }

            var isMarked = line[0] == '>';

            if (isMarked && !wasMarked && !wasAsked)
            {
                return false;
            }

            answers += isMarked && !wasMarked ? 1 : 0;
            var digits = line.IndexOfAnyExceptInRange('0', '9');
            wasAsked = !isMarked && digits is > 0 and < 4 && line[digits] is '.' or ')' or ':';
            wasMarked = isMarked;
        }

        return answers >= FewestAnswers;
    }

    private static bool IsHeading(ReadOnlySpan<char> line)
    {
        if (line.Length is 0 or > 100)
        {
            return false;
        }

        if (line[0] == '#' || (line.StartsWith("**") && line.EndsWith("**")))
        {
            return true;
        }

        return line.IndexOfAnyInRange('a', 'z') < 0
            && line.IndexOfAnyInRange('A', 'Z') >= 0
            && line.IndexOfAny(':', '|', '?') < 0
            && line.Length > 3
            && line.IndexOfAnyInRange('0', '9') is < 0 or 0;
    }

    /// <param name="isTitle">The first line names the document; a word of planning in it is part of a name ("Target Series").</param>
    private static bool SpeaksOfOthers(ReadOnlySpan<char> heading, bool isTitle)
    {
        foreach (var token in Tokenizer.Split(heading.ToString()))
        {
            if (Wording.OtherParties.Contains(token.Lower)
                || (!isTitle && Wording.Unasserted.Contains(token.Lower))
                || Wording.Examples.Contains(token.Lower))
            {
                return true;
            }
        }

        return false;
    }
}
