using FirebaseAdmin;
using FirebaseAdmin.Auth;

using Google.Apis.Auth.OAuth2;

using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.FirebaseAdmin;

public static class FirebaseAdminServiceCollectionExtensions
{
    private const string ServiceAccountVariable = "FIREBASE_SERVICE_ACCOUNT_PATH";

    /// <summary>
    /// Verifies ID tokens with the Admin SDK where a service account and a project are configured. The bearer scheme stays as it is: its
    /// claims, roles and answers are the Api's.
    /// </summary>
    public static void AddFirebaseAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        string? path = configuration[ServiceAccountVariable];
        FirebaseAdminOptions options = configuration.GetSection(FirebaseAdminOptions.SectionName).Get<FirebaseAdminOptions>()
            ?? new FirebaseAdminOptions();

        if (string.IsNullOrWhiteSpace(path) || string.IsNullOrWhiteSpace(options.ProjectId))
        {
            return;
        }

        // Named after the product: the process may hold other apps, and one of a name exists once.
        services.AddSingleton(_ => FirebaseApp.GetInstance(nameof(PromptIntel)) ?? FirebaseApp.Create(
            new AppOptions
            {
                Credential = CredentialFactory.FromFile<ServiceAccountCredential>(path).ToGoogleCredential(),
                ProjectId = options.ProjectId
            },
            nameof(PromptIntel)));
        services.AddSingleton(
            provider => new FirebaseTokenHandler(FirebaseAuth.GetAuth(provider.GetRequiredService<FirebaseApp>()), options.CheckRevoked));
        // For every name: the bearer scheme is the Api's, and so is what it is called.
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>>(provider =>
            new PostConfigureOptions<JwtBearerOptions, FirebaseTokenHandler>(
                null, provider.GetRequiredService<FirebaseTokenHandler>(), Verify));
    }

    private static void Verify(JwtBearerOptions bearer, FirebaseTokenHandler handler)
    {
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(handler);
        // The SDK fetches the issuer's keys itself.
        bearer.Events.OnMessageReceived = _ => Task.CompletedTask;
        bearer.Events.OnAuthenticationFailed = context => context.Exception is StoreUnavailableException outage
            ? Task.FromException(outage)
            : Task.CompletedTask;
    }
}
