namespace Aspire.Npgsql;

/// <summary>The settings of one Npgsql data source, by the names of the Aspire client integration.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Overridden by <c>ConnectionStrings:&lt;name&gt;</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out; default false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves the activity source out; default false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves the meter out; default false.</summary>
    public bool DisableMetrics { get; set; }
}
