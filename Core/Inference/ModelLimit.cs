using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Inference;

/// <summary>What an endpoint allows in a minute, over all processes together; null is no limit.</summary>
public sealed class ModelLimit
{
    [Range(1, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Of input and output together, as they are estimated before a call.</summary>
    [Range(1, 1_000_000_000)]
    public long? TokensPerMinute { get; set; }
}
