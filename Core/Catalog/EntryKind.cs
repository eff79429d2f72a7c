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
