using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PromptIntel.Hosting.Tests.Defaults;

/// <summary>What hosting providers hand out as a URI reaches the Redis client in its own form.</summary>
public sealed class RedisUriTests
{
    private const string Options = "Aspire:StackExchange:Redis:cache:ConfigurationOptions";

    [Theory]
    [InlineData("redis://cache.example", "cache.example:6379,defaultDatabase=0", null, null)]
    [InlineData("redis://cache.example:6380/3", "cache.example:6380,defaultDatabase=3", null, null)]
    [InlineData("redis://:secret@cache.example:6380", "cache.example:6380,defaultDatabase=0", "secret", null)]
    [InlineData("redis://default:secret@cache.example", "cache.example:6379,defaultDatabase=0", "secret", null)]
    [InlineData("redis://app:a%2Cb%3A%40@cache.example/1", "cache.example:6379,defaultDatabase=1", "a,b:@", "app")]
    [InlineData("rediss://:secret@cache.example:6380/", "cache.example:6380,ssl=true,defaultDatabase=0", "secret", null)]
    [InlineData("cache.example:6380,password=secret", "cache.example:6380,password=secret", null, null)]
    public void AddServiceDefaults_GivesTheClientItsOwnForm(string given, string expected, string? password, string? user)
    {
        HostApplicationBuilder builder = Build(given);

        builder.AddServiceDefaults();

        Assert.Equal(
            (expected, password, user),
            (
                builder.Configuration.GetConnectionString("cache"),
                builder.Configuration[$"{Options}:Password"],
                builder.Configuration[$"{Options}:User"]));
    }

    [Theory]
    [InlineData("redis://")]
    [InlineData("redis://cache.example/three")]
    [InlineData("redis://:secret@cache.example?family=6")]
    public void AddServiceDefaults_WhenTheUriSaysWhatNobodyReads_RefusesWithoutShowingIt(string given)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Build(given).AddServiceDefaults());

        Assert.Equal("ConnectionStrings:cache is not a connection URI of its kind.", Assert.Single(refusal.Failures));
    }

    private static HostApplicationBuilder Build(string given)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = given;
        return builder;
    }
}
