using System.Diagnostics;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>
/// Names of the spans of the embedded database: one for a transaction, since its statements take microseconds. A write that shares its
/// sync with others lasts, in its own span, until it is on the disk.
/// </summary>
public static class SqliteTelemetry
{
    /// <summary>Name of the activity source.</summary>
    public const string Name = "PromptIntel.Sqlite";

    internal const string Read = "read";
    internal const string Write = "write";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Within what caused it, by OpenTelemetry's database conventions; null for a poll that nothing caused, and where nobody listens.
    /// </summary>
    internal static Activity? Start(string operation)
    {
        Activity? activity = Source.HasListeners() && Activity.Current is not null
            ? Source.StartActivity(operation, ActivityKind.Client)
            : null;
        activity?.SetTag("db.system.name", "sqlite");
        activity?.SetTag("db.operation.name", operation);
        return activity;
    }
}
