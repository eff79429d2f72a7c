using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// The messages of a chat prompt as text: a role alone on a line starts one. A line of content that looks like a role has a backslash
/// before it. Blank lines around a message's content do not belong to it.
/// </summary>
internal static partial class MessageText
{
    /// <summary>Whether <see cref="Parse"/> gives back exactly these messages.</summary>
    public static bool CanWrite(ImmutableArray<PromptMessage> messages) => messages.All(message => message switch
    {
        PromptMessage.Text text => !text.Content.Contains('\r', StringComparison.Ordinal) && text.Content == Trim(text.Content),
        PromptMessage.Placeholder placeholder => PlaceholderName().IsMatch(placeholder.Name),
        _ => false,
    });

    public static string Write(ImmutableArray<PromptMessage> messages)
    {
        var text = new StringBuilder();
        foreach (PromptMessage message in messages)
        {
            text.Append(text.Length == 0 ? "" : "\n");
            if (message is PromptMessage.Placeholder placeholder)
            {
                text.Append("placeholder: ").Append(placeholder.Name).Append('\n');
            }
            else if (message is PromptMessage.Text content)
            {
                text.Append(content.Role).Append(":\n");
                foreach (string line in content.Content.Split('\n'))
                {
                    text.Append(Marker().IsMatch(line.TrimStart('\\')) ? "\\" : "").Append(line).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>Whether any line is a role or a placeholder.</summary>
    public static bool HasRole(string text) => text.Split('\n').Any(line => Marker().IsMatch(line));

    /// <summary>Whether the text begins with one.</summary>
    public static bool StartsWithRole(string text) => Marker().IsMatch(Trim(text).Split('\n')[0]);

    /// <param name="firstLine">Line number of the text's first line in its file.</param>
    public static (ImmutableArray<PromptMessage> Messages, EntryError? Error) Parse(string text, int firstLine)
    {
        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        string? role = null;
        var content = new List<string>();
        int number = firstLine - 1;
        foreach (string line in text.Split('\n'))
        {
            number++;
            Match marker = Marker().Match(line);
            if (!marker.Success)
            {
                if (role is null && !string.IsNullOrWhiteSpace(line))
                {
                    return ([], new EntryError(
                        "messages",
                        "A chat prompt starts with a role: system:, user:, assistant: or placeholder: name.")
                    { Line = number });
                }

                content.Add(line.StartsWith('\\') && Marker().IsMatch(line.TrimStart('\\')) ? line[1..] : line);
                continue;
            }

            Close(messages, role, content);
            role = marker.Groups["role"].Success ? marker.Groups["role"].Value : null;
            if (marker.Groups["name"].Success)
            {
                messages.Add(new PromptMessage.Placeholder(marker.Groups["name"].Value));
            }
        }

        Close(messages, role, content);
        return (messages.ToImmutable(), null);
    }

    /// <summary>Where the content of each message that <see cref="Parse"/> gives begins: the index of its line, from 0.</summary>
    public static ImmutableArray<int> FirstLines(string text)
    {
        string[] lines = text.Split('\n');
        return [.. lines.Index().Where(line => Marker().IsMatch(line.Item)).Select(line => FirstLine(lines, line.Index + 1))];
    }

    /// <summary>The index of the first line, from <paramref name="from"/> on, that is not blank; that one where all are.</summary>
    internal static int FirstLine(string[] lines, int from) =>
        Math.Max(from, Array.FindIndex(lines, Math.Min(from, lines.Length), line => !string.IsNullOrWhiteSpace(line)));

    private static void Close(ImmutableArray<PromptMessage>.Builder messages, string? role, List<string> content)
    {
        if (role is not null)
        {
            messages.Add(new PromptMessage.Text(role, Trim(string.Join('\n', content))));
        }

        content.Clear();
    }

    /// <summary>The lines of any system, and no other letter changed: U+2028 and its like are content.</summary>
    public static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Without the blank lines before and after.</summary>
    internal static string Trim(string content)
    {
        string[] lines = content.Split('\n');
        int first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        int last = Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        return first < 0 ? "" : string.Join('\n', lines[first..(last + 1)]);
    }

    [GeneratedRegex(
        @"\A(?:(?<role>system|user|assistant|tool):|placeholder:[ \t]*(?<name>[A-Za-z_][A-Za-z0-9_]*))[ \t]*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Marker();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceholderName();
}
