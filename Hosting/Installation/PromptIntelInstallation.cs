using Microsoft.Extensions.Options;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Adapters.PdfReading;
using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Access;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Instances;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Mail;
using PromptIntel.Core.Records;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Storage;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Core.Workflows;
using PromptIntel.Hosting.Schedules;
using PromptIntel.Hosting.Settings;

namespace PromptIntel.Hosting.Installation;

/// <summary>Puts the capabilities together, for the Api and the Worker alike; <see cref="BackingServices"/> chooses their stores.</summary>
public static class PromptIntelInstallation
{
    /// <summary>
    /// Throws <see cref="StartupRefusedException"/> when the configuration asks for what cannot work, or the database cannot be opened.
    /// </summary>
    /// <param name="own">The sections of the configuration that the program itself reads, to be checked with the others.</param>
    public static async Task AddPromptIntelAsync(this IHostApplicationBuilder builder, InstallationTask task, params SettingSection[] own)
    {
        ArgumentNullException.ThrowIfNull(builder);
        new SettingsCheck(SettingSections.With(own)).Check(builder.Configuration);
        AddressSettings.Check(builder.Configuration);
        IServiceCollection services = builder.Services;
        services.AddValidatedOptions<CatalogOptions>(CatalogOptions.SectionName);
        services.AddValidatedOptions<SearchOptions>(SearchOptions.SectionName)
            .PostConfigure<IOptions<InferenceOptions>>((search, inference) =>
                search.EmbeddingModel = inference.Value.EmbeddingModel is { Length: > 0 } model ? model : search.EmbeddingModel);
        services.AddValidatedOptions<ContentOptions>(ContentOptions.SectionName)
            .Validate(
                content => content.Path is null || Directory.Exists(content.Path),
                $"The content directory ({ContentOptions.SectionName}:Path) does not exist.");
        services.AddValidatedOptions<DocumentOptions>(DocumentOptions.SectionName);
        services.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.SectionName);
        services.AddValidatedOptions<UserOptions>(UserOptions.SectionName);
        services.AddValidatedOptions<SyncOptions>(SyncOptions.SectionName);
        services.AddValidatedOptions<AnalyticsOptions>(AnalyticsOptions.SectionName);
        services.AddValidatedOptions<ScheduleOptions>(ScheduleOptions.SectionName);
        services.AddValidatedOptions<AuditOptions>(AuditOptions.SectionName);

        if (builder.Environment.IsDevelopment())
        {
            // Before the section is bound: an explicit setting wins.
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<ExecutionOptions>>(
                new ConfigureNamedOptions<ExecutionOptions>(null, options => options.AllowStageDelay = true)));
        }

        await builder.AddBackingServicesAsync(task);
        services.AddPromptIntelModels(builder.Configuration);
#if FIREBASE_ADMIN
        Adapters.FirebaseAdmin.FirebaseAdminServiceCollectionExtensions.AddFirebaseAdmin(services, builder.Configuration);
#endif
        services.AddPromptIntelCatalog();
        services.AddAccessKeys();
        services.AddInstances();
        services.AddPromptIntelExchange();
        services.AddPromptSearch();
        services.AddPromptIntelWorkflows();
        services.AddPdfReading();
        services.AddDocuments();
        services.AddLeagues();
        services.AddMail();
        services.AddSolving();
        services.AddRecords();
        services.AddContracts();
        services.AddUsers();
        services.AddSync();
        services.AddExecution();
        services.AddAnalytics();
        services.AddJobs();
        services.AddSingleton<InstallationBuild>();
        services.AddSingleton(provider => new InstallationDatabase(provider.GetRequiredService<RelationalDatabase>()));
        services.AddHealthChecks().AddCheck<StorageRoomCheck>(StorageRoomCheck.Name);

        if (task == InstallationTask.Command)
        {
            return;
        }

        // Hosted services start in this order: work is picked up only when everything else is ready.
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<InstallationStart>(provider, task));
        services.AddHostedService<CatalogFollower>();

        if (task == InstallationTask.Serve)
        {
            services.AddHostedService<AccessKeyFollower>();
        }

        services.AddHostedService<EmbeddingFollower>();
        services.AddHostedService<BrokenEntriesReporter>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<InstanceReporter>(provider, task));

        WorkerOptions worker = builder.Configuration.GetSection(WorkerOptions.SectionName).Get<WorkerOptions>() ?? new WorkerOptions();

        if (task == InstallationTask.Work || (worker.InProcess ?? !BackingServices.AreShared(builder.Configuration)))
        {
            services.AddWorkerLoops();
            services.AddScheduleLoops();
        }
    }

    /// <summary>
    /// Waits for the database before the host starts, so that one that cannot be had is one line for the person at the keyboard.
    /// </summary>
    /// <exception cref="StartupRefusedException">It did not answer in time, or lets nobody in.</exception>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<RelationalDatabase>().PrepareAsync(cancellationToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            throw new StartupRefusedException(unavailable.Message);
        }
    }

    internal static OptionsBuilder<T> AddValidatedOptions<T>(this IServiceCollection services, string section)
        where T : class => services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
