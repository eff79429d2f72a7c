using PromptIntel.Api.Catalog;
using PromptIntel.Api.Commands;
using PromptIntel.Api.Execution;
using PromptIntel.Api.Ops;
using PromptIntel.Api.Search;
using PromptIntel.Api.Users;
using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Commands.Checks;

namespace PromptIntel.Api.Hosting;

/// <summary>What answering requests needs beyond the capabilities.</summary>
internal static class RequestServices
{
    public static WebApplicationBuilder AddRequests(this WebApplicationBuilder builder, string[] args)
    {
        builder.Services.AddSingleton<CatalogLists>();
        builder.Services.AddSingleton<ExecutionStarts>();
        builder.Services.AddSingleton<FeedbackTargets>();
        builder.Services.AddSingleton<StartupReport>();
        builder.Services.AddSingleton<InstallationStatus>();
        builder.Services.AddSingleton<OwnRequests>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OwnRequests>());
        builder.Services.AddHealthChecks().AddCheck<OwnRequests>(OwnRequests.Name);
        builder.Services.AddHostedService<OwnSearch>();
        builder.Services.AddValidation();
        builder.Services.AddSingleton<IValidationCheck, RouteCheck>();
        builder.Services.AddSingleton<IValidationCheck, PerformanceCheck>();

        if (!CommandLine.Serves(args))
        {
            // A command's report says what a log would.
            builder.Logging.AddFilter("PromptIntel", LogLevel.Critical);
        }

        return builder;
    }
}
