using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Catalog;

/// <summary>Settings of the catalog.</summary>
public sealed class CatalogOptions
{
    public const string SectionName = "PromptIntel:Catalog";

    /// <summary>How often the change log is polled when nothing nudges; default one second. The promise to other instances is twice this.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Compiled prompts kept in memory, by content hash; default 2,000. The one compiled first leaves first.</summary>
    [Range(1, 1_000_000)]
    public int CompiledPrompts { get; set; } = 2_000;

    /// <summary>Versions kept in memory that no label points to; default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int OlderVersions { get; set; } = 4_096;

    /// <summary>
    /// How long changes stay in the log; default 7 days, zero keeps them for ever. Who follows the log and was away for longer loads the
    /// catalog anew.
    /// </summary>
    public TimeSpan ChangeLogRetention { get; set; } = TimeSpan.FromDays(7);
}
