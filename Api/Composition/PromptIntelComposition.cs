using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Api.Commands;
using PromptIntel.Api.Commands.Checks;
using PromptIntel.Api.Execution;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.Ops;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Search;
using PromptIntel.Core.Workflows;
using PromptIntel.Worker;

namespace PromptIntel.Api.Composition;

/// <summary>Puts the capabilities and their stores together. What a key of the configuration chooses is decided here and nowhere else.</summary>
internal static class PromptIntelComposition
{
    /// <summary>Throws <see cref="StartupRefusedException"/> when the database cannot be opened.</summary>
    public static async Task AddPromptIntelAsync(this WebApplicationBuilder builder, string[] args)
    {
        IServiceCollection services = builder.Services;
        services.AddValidatedOptions<CatalogOptions>(CatalogOptions.SectionName);
        services.AddValidatedOptions<SearchOptions>(SearchOptions.SectionName)
            .PostConfigure<IOptions<InferenceOptions>>((search, inference) =>
                search.EmbeddingModel = inference.Value.EmbeddingModel is { Length: > 0 } model ? model : search.EmbeddingModel);
        services.AddValidatedOptions<SqliteOptions>(SqliteOptions.SectionName);
        services.AddValidatedOptions<ContentOptions>(ContentOptions.SectionName)
            .Validate(content => content.Path is null || Directory.Exists(content.Path), $"The content directory ({ContentOptions.SectionName}:Path) does not exist.");
        services.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.SectionName);

        if (builder.Environment.IsDevelopment())
        {
            // Before the section is bound: an explicit setting wins.
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<ExecutionOptions>>(
                new ConfigureNamedOptions<ExecutionOptions>(null, options => options.AllowStageDelay = true)));
        }

        services.AddPromptIntelSqlite(await OpenDatabaseAsync(builder.Configuration));
        services.AddPromptIntelModels(builder.Configuration);
        services.AddPromptIntelCatalog();
        services.AddPromptSearch();
        services.AddPromptIntelWorkflows();
        services.AddLeagues();
        services.AddExecution();
        services.AddSingleton<ExecutionStarts>();
        services.AddSingleton<InstallationBuild>();
        services.AddSingleton<StartupReport>();
        services.AddSingleton<InstallationStatus>();
        services.AddValidation();

        if (!CommandLine.Serves(args))
        {
            // A command looks at the installation beside the service that may be running: it follows nothing, picks up no work, and
            // its report says what a log would.
            builder.Logging.AddFilter("PromptIntel", LogLevel.Critical);
            return;
        }

        services.AddHostedService<InstallationStart>();
        services.AddHostedService<CatalogFollower>();
        services.AddHostedService<EmbeddingFollower>();

        // Last, so that work is picked up only when everything else is ready.
        if (builder.Configuration.GetValue("PromptIntel:Worker:InProcess", defaultValue: true))
        {
            services.AddWorkerLoops();
        }
    }

    private static OptionsBuilder<T> AddValidatedOptions<T>(this IServiceCollection services, string section)
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
