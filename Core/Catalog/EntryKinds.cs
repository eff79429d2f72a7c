using System.Diagnostics.CodeAnalysis;

namespace PromptIntel.Core.Catalog;

/// <summary>The written form of <see cref="EntryKind"/>.</summary>
[SuppressMessage("Globalization", "CA1308", Justification = "The written form is lower case.")]
public static class EntryKinds
{
    private static readonly string[] Texts = [.. Enum.GetNames<EntryKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>Lower case, as in JSON, content files and the database.</summary>
    public static string ToText(this EntryKind kind) => Texts[(int)kind];

    public static bool TryParse(string? text, out EntryKind kind)
    {
        int index = Array.IndexOf(Texts, text);
        kind = index < 0 ? default : (EntryKind)index;
        return index >= 0;
    }
}
