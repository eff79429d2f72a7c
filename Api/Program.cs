using Microsoft.Extensions.Options;

using PromptIntel.Api.Analytics;
using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Commands;
using PromptIntel.Api.Documents;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Exchange;
using PromptIntel.Api.Execution;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.Json;
using PromptIntel.Api.Keys;
using PromptIntel.Api.Langfuse;
using PromptIntel.Api.Leagues;
using PromptIntel.Api.Mcp;
using PromptIntel.Api.OpenApi;
using PromptIntel.Api.Ops;
using PromptIntel.Api.Search;
using PromptIntel.Api.Sessions;
using PromptIntel.Api.Users;
using PromptIntel.Api.Workflows;
using PromptIntel.Hosting.Installation;
using PromptIntel.Hosting.Settings;
using PromptIntel.ServiceDefaults;
using PromptIntel.Web;

if (CommandLine.FindMistake(args) is { } mistake)
{
    await Console.Error.WriteLineAsync(mistake);
    return 2;
}

try
{
    // Settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    // The console's files, where the program runs as it was built; published they lie in its wwwroot.
    builder.WebHost.UseStaticWebAssets();
    // Under Development a route of any path would look for files that were added meanwhile, and make every unknown route a 405.
    builder.WebHost.UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
    builder.AddServiceDefaults();
    builder.AddApiHosting(args);
    builder.Services.AddLangfuse();
    builder.Services.AddProblems();
    builder.Services.AddAccess();
    builder.Services.AddApiDescription();
    builder.AddRequests(args);
    builder.Services.AddMcp();
    builder.AddSessions();
    builder.Services.AddConsole();
    await builder.AddPromptIntelAsync(
        CommandLine.Serves(args) ? InstallationTask.Serve : InstallationTask.Command,
        SettingSection.Of<ApiOptions>(ApiOptions.SectionName),
        SettingSection.Of<AuthOptions>(AuthOptions.SectionName));

    await using var app = builder.Build();
    app.UseMiddleware<HeadRequests>();
    app.UseMiddleware<WakeUp>();
    app.UseMiddleware<CachedPromptReads>();
    app.UseMiddleware<RequestActivity>();
    app.UseResponseCompression();
    app.UseProblems();
    app.UseMiddleware<KnownCharsets>();
    app.UseMiddleware<UntypedJson>();
    app.UseRouting();
    // Forms of its pages hold inputs of workflows: they take what the route of an execution takes.
    app.UseConsoleRoutes(pages => pages.WithLargeBodies(app.Services));
    app.UseMiddleware<CookieSessions>();
    app.UseCors();
    app.UseAuthentication();
    app.UseMiddleware<SessionUsers>();
    app.UseMiddleware<ForeignOrigins>();
    app.UseAuthorization();
    app.UseMiddleware<OversizedBodies>();
    app.UseConsole();
    app.UseMiddleware<MinPosition>();
    app.UseMiddleware<LastWrite>();

    var api = app.MapGroup("/api").RequireAuthorization(Policies.Reader)
        .WithRequestChecks().WithNamespaceScope().WithAudit().WithRetryAfter();
    api.MapCatalog();
    api.MapExchange();
    api.MapChanges();
    api.MapSearch();
    api.MapExecute();
    api.MapBatches();
    api.MapExecutions();
    api.MapApprovals();
    api.MapDocuments();
    api.MapWorkflows();
    api.MapLeagues();
    api.MapUsers();
    api.MapAnalytics();
    api.MapOps();
    api.MapLangfuse();
    api.MapKeys();
    api.MapAudit();
    app.MapDefaultEndpoints();
    app.MapApiDescription();
    app.MapMcp();

    return await CommandLine.RunAsync(app, args);
}
catch (StartupRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync(string.Join(" ", invalid.Failures));
    return 1;
}
