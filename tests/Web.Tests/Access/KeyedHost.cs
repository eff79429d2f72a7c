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

    private static readonly string[] Names = ["reader", "editor", "publisher", "operator", Limited];

    public static string KeyOf(string role) => $"{role}-key";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);

        for (int i = 0; i < Names.Length; i++)
        {
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Name", Names[i]);
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Role", Names[i] == Limited ? "reader" : Names[i]);
            builder.UseSetting(
                $"PromptIntel:Auth:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(Names[i])))));
        }

        builder.UseSetting(
            $"PromptIntel:Auth:ApiKeys:{Names.IndexOf(Limited)}:RequestsPerMinute", MostRequests.ToString(CultureInfo.InvariantCulture));
    }
}
