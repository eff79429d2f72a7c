using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Catalog;

/// <summary>Settings of the catalog.</summary>
public sealed class CatalogOptions
{
    public const string SectionName = "PromptIntel:Catalog";

    internal const int MostTemplateNesting = 64;
    internal const int MostTemplateTags = 100_000;

    /// <summary>
    /// How often the change log is polled when nothing nudges; default one second. The promise to other instances is twice this.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Parsed prompts kept in memory, by content hash; default 2,000. The one parsed first leaves first.</summary>
    [Range(1, 1_000_000)]
    public int ParsedPrompts { get; set; } = 2_000;

    /// <summary>
    /// How deep a template's blocks, or its sub-expressions, may stand within one another; default 32. More is refused when it is written.
    /// </summary>
    [Range(1, MostTemplateNesting)]
    public int TemplateNesting { get; set; } = 32;

    /// <summary>Tags that one template may have; default 2,000. More are refused when it is written.</summary>
    [Range(1, MostTemplateTags)]
    public int TemplateTags { get; set; } = 2_000;

    /// <summary>
    /// Characters that a render may write, all messages together; default 4,194,304. A render that would write more fails with
    /// <c>render_limit</c>.
    /// </summary>
    [Range(1_024, 268_435_456)]
    public int TemplateOutput { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Nodes and rounds that a render may take, all messages together; default 1,000,000. A render that would take more fails with
    /// <c>render_limit</c>.
    /// </summary>
    [Range(1_000, 1_000_000_000)]
    public int TemplateSteps { get; set; } = 1_000_000;

    /// <summary>How long a render may take; default one second. A render that takes longer fails with <c>render_limit</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan TemplateTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Versions kept in memory that no label points to; default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int OlderVersions { get; set; } = 4_096;

    /// <summary>
    /// How long changes stay in the log; default 7 days, zero keeps them for ever. Who follows the log and was away for longer loads the
    /// catalog anew.
    /// </summary>
    public TimeSpan ChangeLogRetention { get; set; } = TimeSpan.FromDays(7);
}
