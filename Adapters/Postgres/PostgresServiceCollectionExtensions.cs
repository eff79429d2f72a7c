using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using Npgsql;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

public static class PostgresServiceCollectionExtensions
{
    /// <summary>
    /// Puts everything relational into the Postgres database behind the registered <see cref="NpgsqlDataSource"/>, which should have been
    /// built with <see cref="PostgresConnections.Configure"/>.
    /// </summary>
    public static IServiceCollection AddPromptIntelPostgres(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PostgresDatabase(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<PostgresOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RelationalDatabase>(provider => provider.GetRequiredService<PostgresDatabase>());
        return services.AddRelationalStores();
    }
}
