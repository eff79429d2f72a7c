using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Mail;

/// <summary>A line with the quotation marks before it counted and taken off.</summary>
internal readonly record struct MailLine(string Raw, string Content, int Depth)
{
    public bool IsBlank => Content.Length == 0;

    /// <summary>The lines of a text whatever their breaks; linear in its length.</summary>
    public static MailLine[] Split(string text)
    {
        var raw = LineSplitter.Unify(text).Split('\n');
        var lines = new MailLine[raw.Length];

        for (var i = 0; i < raw.Length; i++)
        {
            lines[i] = Read(raw[i]);
        }

        return lines;
    }

    private static MailLine Read(string raw)
    {
        var (depth, at) = (0, 0);

        for (; at < raw.Length && raw[at] is '>' or ' ' or '\t' or '\u00a0'; at++)
        {
            depth += raw[at] == '>' ? 1 : 0;
        }

        return new MailLine(raw, raw[at..].TrimEnd(), depth);
    }
}
