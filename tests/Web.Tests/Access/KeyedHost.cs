using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests;

namespace PromptIntel.Web.Tests.Access;

/// <summary>A service with one key for each role; several of them can share one database.</summary>
public sealed class KeyedHost : ApiHost
{
    private static readonly string[] Names = ["reader", "editor", "publisher", "operator"];

    public static string KeyOf(string role) => $"{role}-key";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);

        for (int i = 0; i < Names.Length; i++)
        {
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Name", Names[i]);
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Role", Names[i]);
            builder.UseSetting(
                $"PromptIntel:Auth:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(Names[i])))));
        }
    }
}
