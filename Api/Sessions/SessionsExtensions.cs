using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

using PromptIntel.Core.Sessions;
using PromptIntel.Web.Access;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Sessions;

/// <summary>People in browsers: who they are, and what they ask the API with.</summary>
internal static class SessionsExtensions
{
    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddDataProtection().SetApplicationName("PromptIntel");
        // It would read the keys, and make them, at every start; the first page does.
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        services.AddOptions<KeyManagementOptions>().Configure<ISessionKeyStore>((keys, store) =>
            keys.XmlRepository = new SessionKeyRepository(store));
        // That keys lie in the database as they are is a decision (docs/decisions/0032-a-session-is-its-key.md), not news at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<BrowserSessions>());
        services.AddSingleton<IConsoleRoutes, ConsoleRoutes>();
        return builder;
    }
}
