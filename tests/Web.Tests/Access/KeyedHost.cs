using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests;

namespace PromptIntel.Web.Tests.Access;

/// <summary>A service with one key for each role; several of them can share one database.</summary>
public sealed class KeyedHost : ApiHost
{
    /// <summary>A reader who may ask no more than <see cref="MostRequests"/> times a minute.</summary>
    public const string Limited = "limited";

    public const int MostRequests = 5;

    /// <summary>A reader of one namespace.</summary>
    public const string Confined = "confined";

    public const string Namespace = "commands";

    private static readonly string[] Names = ["reader", "editor", "publisher", "operator", Limited, Confined];

    public static string KeyOf(string role) => $"{role}-key";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);

        for (int i = 0; i < Names.Length; i++)
        {
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Name", Names[i]);
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Role", Names[i] is Limited or Confined ? "reader" : Names[i]);
            builder.UseSetting(
                $"PromptIntel:Auth:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(Names[i])))));
        }

        builder.UseSetting(
            $"PromptIntel:Auth:ApiKeys:{Names.IndexOf(Limited)}:RequestsPerMinute", MostRequests.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting($"PromptIntel:Auth:ApiKeys:{Names.IndexOf(Confined)}:Namespaces:0", Namespace);
    }
}
