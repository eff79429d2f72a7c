using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

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
        services.TryAddSingleton<IEmbeddingStore, RelationalEmbeddingStore>();
        services.TryAddSingleton<ILeaseStore, RelationalLeaseStore>();
        services.TryAddSingleton<ICatalogStore, RelationalCatalogStore>();
        services.TryAddSingleton<ILeagueStore, RelationalLeagueStore>();
        services.TryAddSingleton<IUserStore, RelationalUserStore>();
        services.TryAddSingleton<IOutboxStore, RelationalOutboxStore>();
        services.TryAddSingleton<ISyncCursorStore, RelationalSyncCursorStore>();
        services.TryAddSingleton<RelationalExecutionStore>();
        services.TryAddSingleton<IExecutionStore>(provider => provider.GetRequiredService<RelationalExecutionStore>());
        services.TryAddSingleton<IExecutionReader>(provider => provider.GetRequiredService<RelationalExecutionStore>());
        return services;
    }
}
