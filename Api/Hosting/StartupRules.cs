using Microsoft.Extensions.Options;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Inference;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Hosting;

/// <summary>What must not be served; each refusal is a <see cref="StartupRefusedException"/> that names the setting to change.</summary>
internal static class StartupRules
{
    private const string NoAuthentication =
        $"No authentication is configured ({AuthOptions.SectionName}:ApiKeys, {AuthOptions.SectionName}:Firebase:ProjectId, "
        + $"{AuthOptions.SectionName}:Oidc:Issuer), and without it the service";

    public static void Check(WebApplication app)
    {
        string? reachable = ListenAddresses.Reachable(app.Configuration).FirstOrDefault();
        CheckAccess(app, reachable);
        CheckModel(app, reachable);
    }

    /// <summary>Without authentication the service is open, and then it runs for this machine's developer only.</summary>
    private static void CheckAccess(WebApplication app, string? reachable)
    {
        if (app.Services.GetRequiredService<IOptions<AuthOptions>>().Value.IsConfigured)
        {
            return;
        }

        if (!app.Environment.IsDevelopment())
        {
            throw new StartupRefusedException(
                $"{NoAuthentication} starts in the Development environment only, not in {app.Environment.EnvironmentName}.");
        }

        if (reachable is not null)
        {
            throw new StartupRefusedException($"{NoAuthentication} listens on loopback only, not on {reachable}.");
        }
    }

    /// <summary>Nobody should serve the offline extractor to others by forgetting a key.</summary>
    private static void CheckModel(WebApplication app, string? reachable)
    {
        bool isChosen = app.Services.GetRequiredService<IOptions<InferenceOptions>>().Value.Provider == InferenceProvider.Offline;

        if (reachable is not null && !isChosen && app.Services.GetRequiredService<ModelDirectory>().IsOffline)
        {
            throw new StartupRefusedException(
                $"No model is configured (OPENAI_API_KEY), and off loopback ({reachable}) the offline extractor answers only when "
                    + $"{InferenceOptions.SectionName}:Provider=Offline chooses it.");
        }
    }
}
