using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Relational.Audit;

/// <summary>The audit log in one table, numbered by the database.</summary>
internal sealed class RelationalAuditStore(RelationalDatabase database) : IAuditStore
{
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => AuditRows.AppendAsync(session, [entry], token), cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        bool isBelow = filter.Subject?.EndsWith('/') == true;
        string where = SqlCondition.AllOf(
            (before is not null, "seq < @before"),
            (filter.Actor is not null, "actor = @actor"),
            (filter.Action is not null, "action = @action"),
            (filter.ActionPrefix is not null, "SUBSTR(action, 1, LENGTH(@prefix)) = @prefix"),
            (filter.Detail is not null, "detail = @detail"),
            (filter.Subject is not null && !isBelow, "subject = @subject"),
            (isBelow, "subject >= @subject AND subject < @behind"),
            (filter.Since is not null, "at >= @since"),
            (filter.Until is not null, "at < @until"));
        (string, SqlValue)[] parameters =
        [
            ("@before", before), ("@actor", filter.Actor), ("@action", filter.Action), ("@subject", filter.Subject),
            ("@prefix", filter.ActionPrefix), ("@detail", filter.Detail),
            // What follows the slash in order, so that a range of the index holds all that begins with it.
            ("@behind", isBelow ? $"{filter.Subject![..^1]}{(char)('/' + 1)}" : null),
            ("@since", filter.Since?.ToStored()), ("@until", filter.Until?.ToStored()), ("@limit", limit),
        ];
        return database.ReadAsync<IReadOnlyList<AuditRecord>>(
            async (session, token) =>
            [
                .. (await session.QueryAsync<Row>(
                    $"""
                    SELECT seq, at, actor, action, subject, detail, value_before, value_after, why FROM audit_log
                    WHERE {where} ORDER BY seq DESC LIMIT @limit
                    """,
                    parameters, token)).Select(row => row.ToRecord()),
            ],
            cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset olderThan, int limit, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "DELETE FROM audit_log WHERE seq IN (SELECT seq FROM audit_log WHERE at < @before ORDER BY at LIMIT @limit)",
            [("@before", olderThan.ToStored()), ("@limit", limit)], token),
        cancellationToken);

    private sealed class Row
    {
        public long Seq { get; init; }

        public long At { get; init; }

        public string? Actor { get; init; }

        public string Action { get; init; } = "";

        public string Subject { get; init; } = "";

        public string? Detail { get; init; }

        public string? ValueBefore { get; init; }

        public string? ValueAfter { get; init; }

        public string? Why { get; init; }

        public AuditRecord ToRecord() => new(Seq, new AuditEntry(Instants.From(At), Actor, Action, Subject)
        {
            Detail = Detail,
            From = ValueBefore,
            To = ValueAfter,
            Why = Why,
        });
    }
}
