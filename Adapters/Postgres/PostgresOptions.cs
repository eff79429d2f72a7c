using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Adapters.Postgres;

/// <summary>Settings of the shared database; where it is says <c>ConnectionStrings:promptintel</c>.</summary>
public sealed class PostgresOptions
{
    public const string SectionName = "PromptIntel:Postgres";

    /// <summary>
    /// The schema that everything is kept in; default <c>promptintel</c>. Created when it is missing, closed to other roles.
    /// </summary>
    [Required]
    [RegularExpression("^(?!pg_)[a-z_][a-z0-9_]{0,62}$")]
    public string Schema { get; set; } = "promptintel";

    /// <summary>How long a start waits for a server that does not answer yet; default 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a statement may take before the server counts as unavailable; default 15 seconds. A migration has the whole start timeout.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a transaction may wait for its process between two statements before the server ends it; default 10 seconds. A process
    /// that stalls, or is cut off, in the middle of one keeps its locks from others for so long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Connections of this process, unless the connection string has a <c>Maximum Pool Size</c>; default 20. A
    /// server allows 100 in all by default.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxConnections { get; set; } = 20;

    /// <summary>
    /// Whether a connection pooler stands before the server and may give each transaction another connection;
    /// default <see cref="PoolerMode.Auto"/>.
    /// </summary>
    public PoolerMode Pooler { get; set; } = PoolerMode.Auto;
}

/// <summary>
/// What is known about a pooler before the server. Behind one nothing is prepared, because the next transaction may run elsewhere.
/// </summary>
public enum PoolerMode
{
    /// <summary>Found out at start: a pooler answers with another process id than the server's own.</summary>
    Auto,

    On,

    Off,
}
