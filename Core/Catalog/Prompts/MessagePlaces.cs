using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// Where the messages below the front matter stand: what is wrong in a template says its place in the template, and who wrote the text
/// looks for it in the text.
/// </summary>
internal sealed partial class MessagePlaces
{
    private readonly ImmutableArray<int> _firstLines;

    /// <param name="text">All that stands below the front matter.</param>
    /// <param name="firstLine">The line of the whole that it begins on, from 1.</param>
    /// <param name="isText">Whether it is said to be one template.</param>
    public MessagePlaces(string text, int firstLine, bool isText)
    {
        ImmutableArray<int> lines = isText || !MessageText.HasRole(text)
            ? [MessageText.FirstLine(text.Split('\n'), 0)]
            : MessageText.FirstLines(text);
        _firstLines = [.. lines.Select(line => line + firstLine)];
    }

    /// <summary>The error with the place in the text instead of that in the template; null where it names none.</summary>
    public EntryError? Place(EntryError error)
    {
        Match place = PlaceInTemplate().Match(error.Message);
        Match field = Message().Match(error.Field);
        if (!place.Success || !field.Success || Number(field, "index") is var index && index >= _firstLines.Length)
        {
            return null;
        }

        return error with
        {
            Line = _firstLines[index] + Number(place, "line") - 1,
            Column = Number(place, "column"),
            Message = place.Groups["chain"].Success ? error.Message : error.Message[..place.Index],
        };
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // As Template.Place writes it, and for what is included as PromptComposition has it.
    [GeneratedRegex(
        @" \((?<chain>.*included at )?line (?<line>[0-9]{1,9}), column (?<column>[0-9]{1,9})\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceInTemplate();

    [GeneratedRegex(@"\Amessages\[(?<index>[0-9]{1,9})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Message();
}
