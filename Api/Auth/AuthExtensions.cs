using Microsoft.AspNetCore.Authentication;

namespace PromptIntel.Api.Auth;

internal static class AuthExtensions
{
    /// <summary>API keys and one policy for each role.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeyDirectory>();
        // AddAuthentication would bring data protection as well, which makes and warns of keys for cookies that nobody sets.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.Scheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, configureOptions: null);
        var authorization = services.AddAuthorizationBuilder();

        foreach (Role role in Enum.GetValues<Role>())
        {
            authorization.AddPolicy(Caller.PolicyOf(role), policy => policy.RequireAuthenticatedUser().RequireRole(Caller.PolicyOf(role)));
        }

        return services;
    }
}
