using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>The line that heads the more deeply indented lines under it: "2.1 Contact" over "Name" and "Office".</summary>
internal sealed class GroupLabels(SourceDocument document)
{
    private const int LongestGroup = 80;

    private (int Line, int Indent) _head = (-1, 0);

    public void Enter(int i)
    {
        var indent = IndentOf(i);

        if (_head.Line < 0 || indent <= _head.Indent)
        {
            _head = (i, indent);
        }
    }

    public Slice? Of(int i)
    {
        if (_head.Line < 0 || _head.Line == i || IndentOf(i) <= _head.Indent || i - _head.Line > 12)
        {
            return null;
        }

        var line = document.Lines[_head.Line];
        var content = LineItems.Content(document, line).Trim();

        return content.IsEmpty || content.Length > LongestGroup || line.IsMuted ? null : content;
    }

    private int IndentOf(int i)
    {
        var line = document.Lines[i];
        var indent = document.Text.AsSpan(line.Start, line.End - line.Start).IndexOfAnyExcept(' ', '\t');

        return Math.Max(0, indent);
    }
}
