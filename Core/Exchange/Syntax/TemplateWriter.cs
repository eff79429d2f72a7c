using System.Text;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>
/// Writes a template of the catalog from literal text and tags, so that each stays what it is: two braces of the text open no tag, a
/// backslash before a tag escapes nothing, a brace beside a tag does not become the tag's.
/// </summary>
internal sealed class TemplateWriter
{
    private const string Nothing = "{{!}}";

    private readonly StringBuilder _written = new();

    public void Text(ReadOnlySpan<char> text)
    {
        if (text.StartsWith('{'))
        {
            PartFromBrace();
        }

        for (int open = text.IndexOf("{{"); open >= 0; open = text.IndexOf("{{"))
        {
            _written.Append(text[..open]);
            if (TrailingSlashes() % 2 == 1)
            {
                // An odd number before the one that escapes would be even.
                _written.Append('\\').Append(Nothing);
            }

            _written.Append("\\{{");
            text = text[(open + 2)..];
        }

        _written.Append(text);
    }

    /// <param name="inside">What stands between the braces.</param>
    public void Tag(string inside)
    {
        PartFromBrace();
        int slashes = TrailingSlashes();
        if (slashes > 0 && slashes % 2 == 0)
        {
            // All but one of them before a tag that writes nothing, doubled at the end to be even, and the last before this one.
            _written.Append(Nothing).Append("\\\\");
        }
        else if (slashes > 0)
        {
            _written.Append('\\');
        }

        _written.Append("{{").Append(inside).Append("}}");
    }

    public override string ToString() => _written.ToString();

    /// <summary>A name as a segment of a path, in brackets where it has to be.</summary>
    public static string Segment(string name) => PathReader.IsName(name) && name is not ("this" or "else") ? name : $"[{name}]";

    /// <summary>A text as an argument; null where it has both kinds of quotes, which no argument holds.</summary>
    public static string? Quote(string text) =>
        !text.Contains('"', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal) ? $"\"{text}\""
        : !text.Contains('\'', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal) ? $"'{text}'"
        : null;

    /// <summary>
    /// A brace at the end would be one of what comes: a tag that writes nothing stands between, and before it where it is escaped.
    /// </summary>
    private void PartFromBrace()
    {
        if (_written.Length == 0 || _written[^1] != '{')
        {
            return;
        }

        if (_written.Length > 1 && _written[^2] == '\\')
        {
            _written.Length--;
            Tag("!");
            _written.Append('{');
        }

        _written.Append(Nothing);
    }

    private int TrailingSlashes()
    {
        int count = 0;
        while (count < _written.Length && _written[_written.Length - 1 - count] == '\\')
        {
            count++;
        }

        return count;
    }
}
