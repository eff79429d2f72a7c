using Microsoft.Extensions.Hosting;

using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Tests.Installation;

/// <summary>
/// Connection strings that no client would heed are refused before the start, in one line without what is secret in them.
/// </summary>
public sealed class BackingServicesTests
{
    private const string Database = "Host=db.example;Username=app;Password=secret;Database=one";
    private const string Cache = "cache.example:6379,password=secret";

    [Theory]
    [InlineData("cache", "cache.example:6379,pasword=secret")]
    [InlineData("cache", "cache.example:6379,password=secret,abortConect=false")]
    [InlineData("cache", "cache.example:6379,password=secret,ssl=perhaps")]
    [InlineData("cache", "cache.example:6379,password=secret,defaultDatabase=three")]
    [InlineData("cache", "cache.example:6379,password=secret,connectTimeout=5s")]
    [InlineData("promptintel", "Host=db.example;Pasword=secret")]
    [InlineData("promptintel", "Host=db.example;Password=secret;Port=many")]
    [InlineData("promptintel", "Host=db.example;Password=secret;SSL Mode=sometimes")]
    [InlineData("promptintel", "Host=db.example;Password=secret;Database")]
    [InlineData("promptintel", "db.example,password=secret")]
    public async Task AddBackingServices_WhenAConnectionStringCannotBeRead_RefusesInOneLine(string name, string given)
    {
        HostApplicationBuilder builder = Build(name, given);

        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => builder.AddBackingServicesAsync(InstallationTask.Serve));

        Assert.StartsWith($"ConnectionStrings:{name} ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("cache", "cache.example")]
    [InlineData("cache", "cache.example:6380,user=app,password=secret,ssl=true,abortConnect=false")]
    [InlineData("cache", "redis://app:secret@cache.example/3")]
    [InlineData("cache", "rediss://:secret@cache.example:6380")]
    [InlineData("promptintel", "Host=db.example;Port=6543;Username=app;Password=secret;SSL Mode=VerifyFull")]
    [InlineData("promptintel", "postgresql://app:secret@db.example/one?sslmode=verify-full")]
    public async Task AddBackingServices_WhenAConnectionStringCanBeRead_TakesIt(string name, string given)
    {
        HostApplicationBuilder builder = Build(name, given);

        await builder.AddBackingServicesAsync(InstallationTask.Serve);
    }

    private static HostApplicationBuilder Build(string name, string given)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:promptintel"] = Database;
        builder.Configuration["ConnectionStrings:cache"] = Cache;
        builder.Configuration[$"ConnectionStrings:{name}"] = given;
        builder.AddServiceDefaults();
        return builder;
    }
}
