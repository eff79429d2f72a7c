using System.Net.Http.Headers;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>A service in Production whose users sign in with an issuer of their own, which is away when the service starts.</summary>
public sealed class OidcHost : ApiHost, IAsyncLifetime
{
    public const string Audience = "promptintel-console";

    internal TokenIssuer Issuer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TokenIssuer.StartAsync(name: null);
        Issuer.IsAway = true;
    }

    internal Dictionary<string, object> Claims(params string[] groups) => new(TokenIssuer.Claims("ignored"))
    {
        ["iss"] = Issuer.Address,
        ["aud"] = Audience,
        ["oid"] = "ada",
        ["groups"] = groups,
    };

    internal async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using HttpClient client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        builder.UseSetting("PromptIntel:Auth:MaxWrongKeys", "100000");
        builder.UseSetting("PromptIntel:Auth:Oidc:Issuer", Issuer.Address);
        builder.UseSetting("PromptIntel:Auth:Oidc:Audience", Audience);
        builder.UseSetting("PromptIntel:Auth:Oidc:UserClaim", "oid");
        builder.UseSetting("PromptIntel:Auth:Oidc:RoleClaim", "groups");
        builder.UseSetting("PromptIntel:Auth:Oidc:Roles:operator:0", "platform-team");
        builder.UseSetting("PromptIntel:Auth:Oidc:Roles:editor:0", "writers");
    }
}
