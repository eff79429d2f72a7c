using System.Diagnostics.CodeAnalysis;

namespace PromptIntel.Core.Catalog;

/// <summary>What an entry is. Written in lower case in JSON, content files and the database.</summary>
public enum EntryKind
{
    /// <summary>Messages or a text template with typed variables.</summary>
    Prompt,

    /// <summary>An atomic, typed unit of work.</summary>
    Operation,

    /// <summary>A DAG of stages, each using an operation or a recipe.</summary>
    Recipe,

    /// <summary>Chooses and chains recipes for a stated problem.</summary>
    Solver,

    /// <summary>A JSON Schema that prompts and components refer to.</summary>
    Schema,

    /// <summary>Versioned settings data, such as tier presets or scoring weights.</summary>
    Config,
}

/// <summary>The written form of <see cref="EntryKind"/>, <see cref="VersionSource"/> and <see cref="SuggestionStatus"/>.</summary>
[SuppressMessage("Globalization", "CA1308", Justification = "The written form is lower case.")]
public static class EntryKinds
{
    private static readonly string[] Texts = LowerNames<EntryKind>();
    private static readonly string[] SourceTexts = LowerNames<VersionSource>();
    private static readonly string[] StatusTexts = LowerNames<SuggestionStatus>();

    /// <summary>Lower case, as in JSON, content files and the database.</summary>
    public static string ToText(this EntryKind kind) => Texts[(int)kind];

    public static bool TryParse(string? text, out EntryKind kind)
    {
        int index = Array.IndexOf(Texts, text);
        kind = index < 0 ? default : (EntryKind)index;
        return index >= 0;
    }

    public static string ToText(this VersionSource source) => SourceTexts[(int)source];

    public static bool TryParse(string? text, out VersionSource source)
    {
        int index = Array.IndexOf(SourceTexts, text);
        source = index < 0 ? default : (VersionSource)index;
        return index >= 0;
    }

    public static string ToText(this SuggestionStatus status) => StatusTexts[(int)status];

    public static bool TryParse(string? text, out SuggestionStatus status)
    {
        int index = Array.IndexOf(StatusTexts, text);
        status = index < 0 ? default : (SuggestionStatus)index;
        return index >= 0;
    }

    private static string[] LowerNames<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
}
