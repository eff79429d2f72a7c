using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Sqlite;

public static class SqliteServiceCollectionExtensions
{
    /// <summary>
    /// Puts everything relational into <paramref name="database"/>: opened by the caller before the host is built, so that a wrong file
    /// stops the start with its own error. The container disposes of it.
    /// </summary>
    public static IServiceCollection AddPromptIntelSqlite(this IServiceCollection services, SqliteDatabase database)
    {
        services.TryAddSingleton(_ => database);
        services.TryAddSingleton<RelationalDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
        return services.AddRelationalStores();
    }
}
