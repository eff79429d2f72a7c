using System.Diagnostics;
using System.Text.RegularExpressions;

using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// What the driver's spans (source <c>Npgsql</c>) are called, and which are made. They carry statements and never their values.
/// </summary>
public static partial class PostgresTelemetry
{
    /// <summary>Name of the activity source of what is done for several callers together.</summary>
    public const string Name = "PromptIntel.Postgres";

    private const string Nameless = "SQL";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// A statement that nothing caused, such as a poll, would be a trace of its own, which nobody looks for: it has no span.
    /// </summary>
    public static void Configure(NpgsqlTracingOptionsBuilder tracing)
    {
        ArgumentNullException.ThrowIfNull(tracing);
        tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null)
            .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
            .ConfigureCommandSpanNameProvider(command => NameOf(command.CommandText))
            .ConfigureBatchSpanNameProvider(batch => NameOf(batch.BatchCommands))
            .EnablePhysicalOpenTracing(false);
    }

    /// <summary>The commit of several writes at once: below the first caller's span and linked to the others'.</summary>
    internal static Activity? StartGroup<T>(List<T> group, Func<T, Activity?> callerOf)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity[] traced = [.. group.Select(callerOf).OfType<Activity>()];
        return traced is [{ } first, .. var others]
            ? Source.StartActivity(
                "commit together", ActivityKind.Internal, first.Context, links: others.Select(other => new ActivityLink(other.Context)))
            : null;
    }

    /// <summary>
    /// Of the first statement that writes, else of the first that is not the transaction's own, else of the last: COMMIT.
    /// </summary>
    private static string NameOf(NpgsqlBatchCommandCollection batch)
    {
        string? name = null;

        foreach (NpgsqlBatchCommand command in batch)
        {
            if (OfTransaction().IsMatch(command.CommandText))
            {
                continue;
            }

            string own = NameOf(command.CommandText);
            name ??= own;

            if (!own.StartsWith("SELECT", StringComparison.Ordinal))
            {
                return own;
            }
        }

        return name ?? (batch.Count == 0 ? Nameless : NameOf(batch[^1].CommandText));
    }

    /// <summary>The statement's verb and table: <c>SELECT executions</c>.</summary>
    private static string NameOf(string statement) => Statement().Match(statement) switch
    {
        { Success: false } => Nameless,
        { Groups: var found } when found["table"].Success => $"{found["verb"].Value} {found["table"].Value}",
        var verb => verb.Groups["verb"].Value,
    };

    [GeneratedRegex("^(SET|SAVEPOINT|RELEASE|COMMIT)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex OfTransaction();

    [GeneratedRegex(
        @"\b(?:(?<verb>INSERT)\s+INTO\s+(?<table>[a-z_]+)"
            + @"|(?<verb>UPDATE)\s+(?<table>[a-z_]+)"
            + @"|(?<verb>DELETE)\s+FROM\s+(?<table>[a-z_]+)"
            + @"|(?<verb>SELECT)\b(?:.*?\bFROM\s+(?<table>[a-z_]+))?"
            + @"|(?<verb>COMMIT|ROLLBACK|SET|SAVEPOINT|RELEASE|CREATE|ALTER)\b)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
