using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Hosting;

namespace PromptIntel.Api.Tests.Users;

/// <summary>A service with the keys of two people, of a program, of an editor and of a trusted frontend.</summary>
public class UsersHost : ApiHost
{
    public const string Ada = "ada";
    public const string Bob = "bob";
    public const string Program = "program";
    public const string Editor = "editor";
    public const string Trusted = "trusted";
    public const string Operator = "operator";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        Add(builder, 0, Ada, "reader", user: Ada);
        Add(builder, 1, Bob, "reader", user: Bob);
        Add(builder, 2, Program, "reader");
        Add(builder, 3, Trusted, "reader", isTrusted: true);
        Add(builder, 4, Operator, "operator");
        Add(builder, 5, Editor, "editor", user: Editor);
    }

    public HttpClient ClientFor(string name)
    {
        HttpClient client = CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", KeyOf(name));
        return client;
    }

    private static string KeyOf(string name) => $"{name}-key";

    private static void Add(IWebHostBuilder builder, int index, string name, string role, string? user = null, bool isTrusted = false)
    {
        string key = $"PromptIntel:Auth:ApiKeys:{index}";
        builder.UseSetting($"{key}:Name", name);
        builder.UseSetting($"{key}:Role", role);
        builder.UseSetting($"{key}:Trusted", isTrusted.ToString());

        if (user is not null)
        {
            builder.UseSetting($"{key}:User", user);
        }

        builder.UseSetting($"{key}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(name)))));
    }
}
