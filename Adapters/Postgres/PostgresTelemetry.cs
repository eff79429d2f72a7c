using System.Diagnostics;

using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>What the driver's spans (source <c>Npgsql</c>) are called, and which are made. They carry statements and never their values.</summary>
public static class PostgresTelemetry
{
    private const string Nameless = "SQL";

    /// <summary>A statement that nothing caused, such as a poll, would be a trace of its own, which nobody looks for: it has no span.</summary>
    public static void Configure(NpgsqlTracingOptionsBuilder tracing)
    {
        ArgumentNullException.ThrowIfNull(tracing);
        tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null)
            .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
            .ConfigureCommandSpanNameProvider(command => NameOf(command.CommandText))
            .ConfigureBatchSpanNameProvider(batch => batch.BatchCommands.Count == 0 ? Nameless : NameOf(batch.BatchCommands[0].CommandText))
            .EnablePhysicalOpenTracing(false);
    }

    /// <summary>The statement's first word: SELECT, INSERT.</summary>
    private static string NameOf(string statement)
    {
        ReadOnlySpan<char> text = statement.AsSpan().TrimStart();
        int end = text.IndexOfAnyExceptInRange('A', 'Z');
        return end == 0 || text.IsEmpty ? Nameless : (end < 0 ? text : text[..end]).ToString();
    }
}
