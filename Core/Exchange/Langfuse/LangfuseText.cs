using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange.Langfuse;

/// <summary>
/// The text of a Langfuse prompt as a template and back. Both are mustache's tags; what differs is a backslash before a tag, which is
/// itself there and an escape here, and the reference to another prompt, which is a tag here.
/// </summary>
internal static partial class LangfuseText
{
    /// <summary>What everybody gets of another prompt is the one label that a text can follow.</summary>
    private const string FollowedLabel = VersionSelector.ProductionLabel;

    /// <summary>The versions that the text refers to by number, each once.</summary>
    public static IEnumerable<(EntryKey Key, int Version)> PinnedIn(string text) =>
        Special().Matches(text).Select(ReferenceOf).OfType<Reference.Pinned>().Select(pinned => (pinned.Key, pinned.Version)).Distinct();

    /// <param name="field">Where the text stands, for what is refused.</param>
    /// <param name="reading">Has the texts of the versions in <see cref="PinnedIn"/>, and gets what cannot be said here.</param>
    public static string ToTemplate(string text, string field, LangfuseReading reading)
    {
        return Special().Replace(text, part =>
        {
            string slashes = part.Groups["slashes"].Value;
            switch (ReferenceOf(part))
            {
                case null:
                    return Escape(slashes, part) + part.Value[slashes.Length..];
                case Reference.Followed followed:
                    return $"{Escape(slashes, part)}{{{{> {followed.Key}}}}}";
                case Reference.Pinned version:
                    if (reading.TryInclude(version.Key, version.Version, out string? included, out string? reason))
                    {
                        return slashes + included;
                    }

                    Refuse(part, reason);
                    return part.Value;
                case Reference.Other other:
                    Refuse(part, other.Reason);
                    return part.Value;
                default:
                    throw new InvalidOperationException("There is no other reference.");
            }
        });

        string Escape(string slashes, Match part)
        {
            if (slashes.Length > 0 && slashes.Length % 2 == 0)
            {
                Refuse(part, "Before a tag stands one backslash, three or five, not an even number of them.");
            }

            return slashes.Length == 0 ? "" : slashes + '\\';
        }

        void Refuse(Match part, string message)
        {
            if (!reading.HasMostErrors)
            {
                reading.Refuse(field, $"{message} ({PlaceOf(text, part.Index)})");
            }
        }
    }

    /// <summary>The template as Langfuse's clients read it, what it includes as references.</summary>
    public static string FromTemplate(string template) => Tag().Replace(template, tag =>
    {
        string slashes = tag.Groups["slashes"].Value;
        string kept = slashes.Length > 0 && slashes.Length % 2 == 0 ? slashes[1..] : slashes;
        return tag.Groups["include"].Success
            && EntryKey.TryParse(tag.Groups["include"].Value.Trim(), null, out EntryKey key)
            && PathKeys.Find(key) is { } path
            ? $"{kept}@@@langfusePrompt:name={path}|label={FollowedLabel}@@@"
            : kept + tag.Value[slashes.Length..];
    });

    private static Reference? ReferenceOf(Match part)
    {
        if (!part.Groups["reference"].Success)
        {
            return null;
        }

        string[] parts = part.Groups["reference"].Value.Split('|');
        if (parts.Length != 2 || !parts[0].StartsWith("name=", StringComparison.Ordinal)
            || !PathKeys.TryParse(parts[0]["name=".Length..], out EntryKey key))
        {
            return new Reference.Other("A reference is @@@langfusePrompt:name=...|label=production@@@ or |version=3@@@.");
        }

        return parts[1].Split('=', 2) switch
        {
            ["version", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int version) =>
                new Reference.Pinned(key, version),
            ["label", FollowedLabel] => new Reference.Followed(key),
            _ => new Reference.Other("A text follows the label production of another prompt, or has one of its versions; no other label."),
        };
    }

    private static string PlaceOf(string text, int position)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, position);
        return string.Create(
            CultureInfo.InvariantCulture, $"line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')}");
    }

    [GeneratedRegex(@"(?<!\\)(?<slashes>\\*)(?:\{\{|@@@langfusePrompt:(?<reference>.{1,400}?)@@@)", RegexOptions.CultureInvariant)]
    private static partial Regex Special();

    [GeneratedRegex(@"(?<!\\)(?<slashes>\\*)\{\{(?:>(?<include>(?>[^}~]{1,300}))\}\})?", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    private abstract record Reference
    {
        public sealed record Followed(EntryKey Key) : Reference;

        public sealed record Pinned(EntryKey Key, int Version) : Reference;

        public sealed record Other(string Reason) : Reference;
    }
}
