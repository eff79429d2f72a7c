using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

internal static class AuthExtensions
{
    private const string DefaultScheme = "Access";

    /// <summary>API keys, ID tokens of one issuer, and one policy for each role.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeyDirectory>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<OwnKey>();
        services.AddSingleton<KeyAccess>();
        services.AddSingleton<IdTokenWarmUp>();
        // AddAuthentication would bring data protection as well, which makes and warns of keys for cookies that nobody sets.
        services.AddAuthenticationCore(options => options.DefaultScheme = DefaultScheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddPolicyScheme(DefaultScheme, displayName: null, scheme => scheme.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, configureOptions: null)
            .AddIdTokens();
        var authorization = services.AddAuthorizationBuilder();

        foreach (Role role in Enum.GetValues<Role>())
        {
            authorization.AddPolicy(role.ToText(), policy => policy.RequireAuthenticatedUser().RequireRole(role.ToText()));
        }

        return services;
    }

    /// <summary>A key goes before a token: a backend that has one acts as itself, whatever else it passes on.</summary>
    private static string SchemeOf(HttpContext http) =>
        !http.Request.Headers.ContainsKey(ApiKeyAuthentication.Header)
        && http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && http.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value.HasUsers
            ? IdTokens.Scheme
            : ApiKeyAuthentication.Scheme;
}
