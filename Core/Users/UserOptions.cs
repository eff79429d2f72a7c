using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Users;

/// <summary>Limits of what users may keep.</summary>
public sealed class UserOptions
{
    public const string SectionName = "PromptIntel:Users";

    /// <summary>Largest preferences in bytes of JSON; default 64 KiB.</summary>
    [Range(256, 512 << 10)]
    public int MaxPreferencesBytes { get; set; } = 64 << 10;
}
