using System.Text.RegularExpressions;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// The schema of the database that is PromptIntel's own, closed to everybody but its owner and whom the owner lets in later.
/// </summary>
internal static partial class PostgresSchema
{
    /// <summary>
    /// Creates what is missing. Of several processes that start at once one does the work, the others wait for it and find it done.
    /// </summary>
    public static async Task ApplyAsync(SqlSession session, string schema, CancellationToken cancellationToken)
    {
        // Of the transaction: a session's lock would stay in a connection that a pooler hands to somebody else.
        await session.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))", [("@key", $"promptintel:{schema}")], cancellationToken);

        if (await session.QuerySingleOrDefaultAsync<string>(
            "SELECT nspname::text FROM pg_namespace WHERE nspname = @schema", [("@schema", schema)], cancellationToken) is null)
        {
            // Asked for first, because IF NOT EXISTS wants the right to create even when there is nothing to do.
            await session.RunScriptAsync($"CREATE SCHEMA \"{schema}\"", cancellationToken);
            await session.RunScriptAsync(Close(schema, "SCHEMA"), cancellationToken);
        }

        if (await session.QuerySingleAsync<string>("SELECT current_schema()::text", [], cancellationToken) != schema)
        {
            throw new InvalidOperationException($"The database does not let this role work in the schema \"{schema}\".");
        }

        if (await SchemaMigrations.ApplyAsync(session, cancellationToken) > 0)
        {
            await session.RunScriptAsync(Close(schema, "ALL TABLES IN SCHEMA"), cancellationToken);
        }
    }

    /// <summary>Sorts texts by their bytes, as the other stores do, whatever the locale of the database.</summary>
    public static string Definitions(string sql) => TextColumn.Replace(sql, "$1 COLLATE \"C\"");

    /// <summary>
    /// Takes new objects away from PUBLIC and from the roles that the database's default privileges let in (a Supabase project's
    /// <c>anon</c> and <c>authenticated</c>). Grants that an operator made on purpose are to other roles and stay.
    /// </summary>
    private static string Close(string schema, string what) =>
        $"""
        DO $$
        DECLARE grantee text;
        BEGIN
            REVOKE ALL ON {what} "{schema}" FROM PUBLIC;
            FOR grantee IN
                SELECT DISTINCT r.rolname FROM pg_default_acl d, aclexplode(d.defaclacl) a JOIN pg_roles r ON r.oid = a.grantee
                WHERE d.defaclnamespace IN (0, (SELECT oid FROM pg_namespace WHERE nspname = '{schema}')) AND r.rolname <> current_user
            LOOP
                EXECUTE format('REVOKE ALL ON {what} "{schema}" FROM %I', grantee);
            END LOOP;
        END $$
        """;

    [GeneratedRegex(@"^(\s+\w+ TEXT)\b", RegexOptions.Multiline)]
    private static partial Regex TextColumn { get; }
}
