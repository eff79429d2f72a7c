using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>Settings of the embedded database.</summary>
public sealed class SqliteOptions
{
    public const string SectionName = "PromptIntel:Storage";

    /// <summary>
    /// The database file, relative to the current directory; default <c>.data/promptintel.db</c>. Its directory is created.
    /// </summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine(".data", "promptintel.db");

    /// <summary>How long a write waits while another process writes to the same file; default 15 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
