using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// The append-only list of schema changes: the embedded <c>Migrations/NNNN_name.sql</c>, in order of their names, each applied once
/// and recorded by name with its hash. A released file is never edited: a changed one refuses to start.
/// </summary>
internal static class SchemaMigrations
{
    private const string Folder = "Migrations.";

    /// <summary>
    /// Brings the schema up to this build within <paramref name="session"/>, which keeps other starters out; how many were applied.
    /// </summary>
    /// <exception cref="InvalidOperationException">An applied migration differs from the one in this build.</exception>
    public static async Task<int> ApplyAsync(SqlSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at BIGINT NOT NULL)", [],
            cancellationToken);
        IReadOnlyList<Row> rows = await session.QueryAsync<Row>("SELECT name, hash FROM schema_migrations", [], cancellationToken);
        Dictionary<string, string> applied = rows.ToDictionary(row => row.Name, row => row.Hash, StringComparer.Ordinal);
        int count = 0;

        foreach ((string name, string sql) in ReadAll(session.Dialect))
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (!applied.TryGetValue(name, out string? known))
            {
                await session.RunScriptAsync(session.Dialect.Definitions(sql), cancellationToken);
                await session.ExecuteAsync(
                    $"INSERT INTO schema_migrations (name, hash, applied_at) VALUES (@name, @hash, {session.Dialect.NowMilliseconds})",
                    [("@name", name), ("@hash", hash)], cancellationToken);
                count++;
            }
            else if (known != hash)
            {
                throw new InvalidOperationException($"The migration {name} differs from the one this database was built with.");
            }
        }

        return count;
    }

    /// <summary>Those of this build that are not recorded as applied.</summary>
    public static Task<ImmutableArray<string>> FindMissingAsync(RelationalDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                IReadOnlyList<string> applied = await session.QueryAsync<string>("SELECT name FROM schema_migrations", [], token);
                return ReadAll(database.Dialect)
                    .Select(migration => migration.Name)
                    .Except(applied, StringComparer.Ordinal)
                    .ToImmutableArray();
            },
            cancellationToken);

    private static IEnumerable<(string Name, string Sql)> ReadAll(SqlDialect dialect)
    {
        Assembly assembly = typeof(SchemaMigrations).Assembly;
        string prefix = $"{typeof(SchemaMigrations).Namespace}.{Folder}";
        foreach (string resource in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && IsOf(dialect, name[prefix.Length..]))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[prefix.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    /// <summary>A file named <c>NNNN_name.product.sql</c> is of that product alone.</summary>
    private static bool IsOf(SqlDialect dialect, string file)
    {
        string product = Path.GetExtension(Path.GetFileNameWithoutExtension(file));
        return product.Length == 0 || product.Equals($".{dialect.Name}", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string Hash { get; set; } = "";
    }
}
