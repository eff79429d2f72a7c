using PromptIntel.Core.Storage;

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
public static class EntryKinds
{
    private static readonly StoredNames<EntryKind> Kinds = new();
    private static readonly StoredNames<VersionSource> Sources = new();
    private static readonly StoredNames<SuggestionStatus> Statuses = new();

    /// <summary>Lower case, as in JSON, content files and the database.</summary>
    public static string ToText(this EntryKind kind) => Kinds.Of(kind);

    public static bool TryParse(string? text, out EntryKind kind) => Kinds.TryParse(text, out kind);

    public static string ToText(this VersionSource source) => Sources.Of(source);

    public static bool TryParse(string? text, out VersionSource source) => Sources.TryParse(text, out source);

    public static string ToText(this SuggestionStatus status) => Statuses.Of(status);

    public static bool TryParse(string? text, out SuggestionStatus status) => Statuses.TryParse(text, out status);
}
