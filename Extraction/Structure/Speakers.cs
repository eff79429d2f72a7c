using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>
/// Who speaks in a dialogue: what stands before a colon or dash at the start of many lines ("Interviewer - "), so that it is neither a
/// label
/// nor a part of what is said.
/// </summary>
internal sealed class Speakers
{
    private const int FewestLines = 3;
    private const int LongestName = 24;

    private static readonly string[] Marks = [": ", " - ", " – ", " — "];

    private readonly SourceDocument _document;
    private readonly HashSet<string> _names;
    private readonly string? _first;

    /// <param name="isLabel">A label that is asked for often is no speaker.</param>
    public Speakers(SourceDocument document, Func<Slice, bool> isLabel)
    {
        _document = document;
        _names = document.Lines
            .Select(line => Prefix(document.Slice(line.Start, line.End)))
            .OfType<Slice>()
            .GroupBy(prefix => prefix.ToString(), StringComparer.Ordinal)
            .Where(prefix => prefix.Count() >= FewestLines && (prefix.Count() > 2 * FewestLines || !isLabel(Name(prefix.First()))))
            .Select(prefix => prefix.Key)
            .ToHashSet(StringComparer.Ordinal);
        _first = _names.Count > 0 ? document.Lines.Select(Of).FirstOrDefault(name => name is not null) : null;
    }

    /// <summary>Who speaks a line; null without a speaker.</summary>
    public string? Of(Line line) => _names.Count > 0 && Prefix(_document.Slice(line.Start, line.End)) is { } prefix
        && _names.Contains(prefix.ToString()) ? prefix.ToString() : null;

    /// <summary>Who speaks first asks.</summary>
    public bool IsFirst(string speaker) => _first == speaker;

    /// <summary>The line without its speaker.</summary>
    public Slice Strip(Slice line) =>
        _names.Count > 0 && Prefix(line) is { } prefix
        && _names.Contains(prefix.ToString()) ? line.From(prefix.End, line.End).Trim() : line;

    private static Slice Name(Slice prefix) => prefix.From(prefix.Start, prefix.Start + prefix.Span.TrimEnd(":-–— ").Length);

    private static Slice? Prefix(Slice line)
    {
        var window = line.Span[..Math.Min(line.Length, LongestName)];
        var end = 0;

        foreach (var mark in Marks)
        {
            var at = window.IndexOf(mark, StringComparison.Ordinal);
            end = at > 0 && (end == 0 || at + mark.Length < end) ? at + mark.Length : end;
        }

        return end > 0 && char.IsUpper(window[0]) && window[..end].Count(' ') <= 3 ? line.From(line.Start, line.Start + end) : null;
    }
}
