using Microsoft.Data.Sqlite;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Commands;
using PromptIntel.Api.Execution;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.Ops;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Search;
using PromptIntel.Core.Workflows;
using PromptIntel.Worker;

namespace PromptIntel.Api.Composition;

/// <summary>Puts the capabilities and their stores together. What a key of the configuration chooses is decided here and nowhere else.</summary>
internal static class PromptIntelComposition
{
    /// <summary>Throws <see cref="StartupRefusedException"/> when the database cannot be opened.</summary>
    public static async Task AddPromptIntelAsync(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddValidatedOptions<CatalogOptions>(CatalogOptions.SectionName);
        services.AddValidatedOptions<SearchOptions>(SearchOptions.SectionName);
        services.AddValidatedOptions<SqliteOptions>(SqliteOptions.SectionName);
        services.AddValidatedOptions<ContentOptions>(ContentOptions.SectionName);
        services.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.SectionName);

        if (builder.Environment.IsDevelopment())
        {
            // Before the section is bound: an explicit setting wins.
            services.Insert(0, ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IConfigureOptions<ExecutionOptions>>(
                new Microsoft.Extensions.Options.ConfigureNamedOptions<ExecutionOptions>(null, options => options.AllowStageDelay = true)));
        }

        services.AddPromptIntelSqlite(await OpenDatabaseAsync(builder.Configuration));
        services.AddPromptIntelModels(builder.Configuration);
        services.AddPromptIntelCatalog();
        services.AddPromptSearch();
        services.AddPromptIntelWorkflows();
        services.AddLeagues();
        services.AddExecution();
        services.AddSingleton<SuggestionRewriter>();
        services.AddSingleton<ExecutionStarts>();
        services.AddSingleton<InstallationBuild>();
        services.AddSingleton<StartupReport>();
        services.AddSingleton<InstallationStatus>();
        services.AddSingleton<ValidationSuite>();
        services.AddHostedService<InstallationStart>();
        services.AddHostedService<CatalogFollower>();
        services.AddHostedService<EmbeddingFollower>();

        // Last, so that work is picked up only when everything else is ready.
        if (builder.Configuration.GetValue("PromptIntel:Worker:InProcess", defaultValue: true))
        {
            services.AddWorkerLoops();
        }
    }

    private static void AddValidatedOptions<T>(this IServiceCollection services, string section)
        where T : class => services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();

    private static async Task<SqliteDatabase> OpenDatabaseAsync(ConfigurationManager configuration)
    {
        SqliteOptions options = configuration.GetSection(SqliteOptions.SectionName).Get<SqliteOptions>() ?? new SqliteOptions();

        try
        {
            return await SqliteDatabase.OpenAsync(options, CancellationToken.None);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The database file {options.Path} ({SqliteOptions.SectionName}:Path) cannot be opened: {exception.Message}");
        }
    }
}
