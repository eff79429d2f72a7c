namespace PromptIntel.Core.Audit;

/// <summary>Settings of the audit log.</summary>
public sealed class AuditOptions
{
    public const string SectionName = "PromptIntel:Audit";

    /// <summary>How long entries are kept; default 400 days, zero keeps them for ever.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);
}
