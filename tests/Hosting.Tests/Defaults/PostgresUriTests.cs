using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

using Npgsql;

namespace PromptIntel.Hosting.Tests.Defaults;

/// <summary>What hosting providers hand out as a URI reaches the Postgres driver in its own form.</summary>
public sealed class PostgresUriTests
{
    [Theory]
    [InlineData(
        "postgresql://user:p%40ss@db.example:5432/app?sslmode=require",
        "Host=db.example;Port=5432;Database=app;Username=user;Password=p@ss;SSL Mode=Require")]
    [InlineData("postgres://db.example", "Host=db.example;Port=5432")]
    [InlineData("postgresql://db.example/my%20app", "Host=db.example;Port=5432;Database=my app")]
    [InlineData("postgresql://user@[::1]:6432/app", "Host=::1;Port=6432;Database=app;Username=user")]
    [InlineData(
        "postgresql://u:a%3Bb%3D%22c'%2F@db.example/app", "Host=db.example;Port=5432;Database=app;Username=u;Password='a;b=\"c''/'")]
    [InlineData(
        "postgresql://u:p@db.example/app?sslmode=verify-full&application_name=one&connect_timeout=7",
        "Host=db.example;Port=5432;Database=app;Username=u;Password=p;SSL Mode=VerifyFull;Application Name=one;Timeout=7")]
    [InlineData(
        "postgresql://postgres.abc:p@pooler.example:6543/postgres?pgbouncer=true&connection_limit=5",
        "Host=pooler.example;Port=6543;Database=postgres;Username=postgres.abc;Password=p;Maximum Pool Size=5")]
    [InlineData("Host=db.example;Password=postgresql://", "Host=db.example;Password=postgresql://")]
    public void AddServiceDefaults_GivesTheDriverItsOwnForm(string given, string expected)
    {
        HostApplicationBuilder builder = Build(given);

        builder.AddServiceDefaults();

        Assert.Equal(
            new NpgsqlConnectionStringBuilder(expected),
            new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("promptintel")));
    }

    [Theory]
    [InlineData("postgresql://")]
    [InlineData("postgresql://u:secret@db.example/app?hosts=2")]
    [InlineData("postgresql://u:secret@db.example/app?sslmode=sometimes")]
    [InlineData("postgresql://u:secret@db.example/app?sslmode")]
    [InlineData("postgresql://u:secret@db.example/app#fragment")]
    public void AddServiceDefaults_WhenTheUriSaysWhatNobodyReads_RefusesWithoutShowingIt(string given)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Build(given).AddServiceDefaults());

        Assert.Equal("ConnectionStrings:promptintel is not a connection URI of its kind.", Assert.Single(refusal.Failures));
    }

    private static HostApplicationBuilder Build(string given)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:promptintel"] = given;
        return builder;
    }
}
