using System.Text;

namespace PromptIntel.Core.Records;

/// <summary>A text made of parts of another; where its parts stood is remembered.</summary>
internal sealed class ReaderText
{
    private readonly StringBuilder _text = new();
    private readonly List<(int At, int Source, int Length)> _parts = [];

    public void Append(string glue) => _text.Append(glue);

    public void Append(string source, int start, int end)
    {
        _parts.Add((_text.Length, start, end - start));
        _text.Append(source, start, end - start);
    }

    /// <summary>Where a part of this text stands in the source; null for what was put between.</summary>
    public (int Start, int End)? SourceOf(int start, int length)
    {
        int first = Places.LastAt(_parts, part => part.At, start);
        int last = Places.LastAt(_parts, part => part.At, start + length - 1);

        if (first < 0 || last < first || start >= _parts[first].At + _parts[first].Length)
        {
            return null;
        }

        (int At, int Source, int Length) from = _parts[first];
        (int At, int Source, int Length) to = _parts[last];
        int end = Math.Min(start + length, to.At + to.Length);
        int sourceStart = from.Source + start - from.At;
        int sourceEnd = to.Source + end - to.At;
        return sourceEnd > sourceStart ? (sourceStart, sourceEnd) : null;
    }

    public override string ToString() => _text.ToString();
}
