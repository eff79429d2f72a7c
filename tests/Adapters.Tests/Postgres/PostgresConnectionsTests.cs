using Npgsql;

using PromptIntel.Adapters.Postgres;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>What is asked of the driver, and that a connection string has the last word where it may.</summary>
public sealed class PostgresConnectionsTests
{
    [Fact]
    public void Configure_BoundsThePoolAndResetsNothing()
    {
        NpgsqlConnectionStringBuilder settings = Configure("Host=db.example");

        Assert.Equal((20, "promptintel", 15), (settings.MaxPoolSize, settings.ApplicationName, settings.CommandTimeout));
        Assert.True(settings.NoResetOnClose);
        Assert.True(settings.TcpKeepAlive);
    }

    [Fact]
    public void Configure_KeepsWhatTheConnectionStringSays()
    {
        NpgsqlConnectionStringBuilder settings = Configure(
            "Host=db.example;Maximum Pool Size=3;Application Name=mine;TCP Keepalive=false;Max Auto Prepare=10");

        Assert.Equal((3, "mine", false), (settings.MaxPoolSize, settings.ApplicationName, settings.TcpKeepAlive));
        Assert.Equal(0, settings.MaxAutoPrepare);
    }

    [Theory]
    [InlineData("pg_own")]
    [InlineData("Own")]
    [InlineData("own schema")]
    [InlineData("own\"; DROP SCHEMA public; --")]
    public void Options_WithASchemaThatNeedsQuoting_AreRefused(string schema)
    {
        var options = new PostgresOptions { Schema = schema };

        Assert.False(
            System.ComponentModel.DataAnnotations.Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
    }

    private static NpgsqlConnectionStringBuilder Configure(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        PostgresConnections.Configure(builder, new PostgresOptions());
        return builder.ConnectionStringBuilder;
    }
}
