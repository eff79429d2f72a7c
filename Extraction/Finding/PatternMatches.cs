using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Applies declared patterns to the lines of a text.</summary>
internal static class PatternMatches
{
    private const int LongestLine = 4_000;
    private const int MostMatches = 20;

    public static IEnumerable<Candidate> Find(SourceDocument document, IReadOnlyList<FieldPlan> fields, AnswerReader answers)
    {
        var declared = fields.Where(field => field.Rule.Pattern is not null && !field.IsList).ToList();

        return declared.Count == 0 ? [] : document.Lines.Where(line => !line.IsMuted).SelectMany(
            line => declared.SelectMany(field => InLine(document, line, field, answers)));
    }

    private static IEnumerable<Candidate> InLine(SourceDocument document, Line line, FieldPlan field, AnswerReader answers)
    {
        var length = Math.Min(LongestLine, line.End - line.Start);
        var match = field.Rule.Pattern!.Match(document.Text, line.Start, length);

        for (var count = 0; match.Success && count < MostMatches; count++, match = match.NextMatch())
        {
            var group = match.Groups["value"].Success ? match.Groups["value"] : match.Groups.Count > 1 ? match.Groups[1] : match;

            if (answers.Read(field, document.Slice(group.Index, group.Index + group.Length), LabelHints.None) is { } reading)
            {
                yield return new Candidate(field, reading, Evidence.Cue);
            }
        }
    }
}
