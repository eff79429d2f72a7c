namespace PromptIntel.Core.Search;

/// <summary>Where vectors are searched.</summary>
public enum SearchIndexChoice
{
    /// <summary>In Redis where there is one with vector sets, else in each process.</summary>
    Auto,

    /// <summary>In each process: exact, and faster as long as the catalog fits.</summary>
    Memory,

    /// <summary>In Redis; without one the host refuses to start.</summary>
    Redis,
}
