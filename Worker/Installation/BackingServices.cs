using Microsoft.Data.Sqlite;

using PromptIntel.Adapters.Sqlite;

namespace PromptIntel.Worker.Installation;

/// <summary>Which product stands behind each port: chosen here and nowhere else, by the presence of its key in the configuration.</summary>
internal static class BackingServices
{
    /// <summary>The name of the shared database among the connection strings.</summary>
    private const string Database = "promptintel";

    /// <summary>Whether several processes can share this installation.</summary>
    public static bool AreShared(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration.GetConnectionString(Database));

    public static async Task AddBackingServicesAsync(this IHostApplicationBuilder builder, InstallationTask task)
    {
        if (task == InstallationTask.Work && !AreShared(builder.Configuration))
        {
            throw new StartupRefusedException($"A Worker of its own needs a shared database (ConnectionStrings:{Database}). Without one start the Api: it runs the loops in its own process.");
        }

        builder.Services.AddValidatedOptions<SqliteOptions>(SqliteOptions.SectionName);
        builder.Services.AddPromptIntelSqlite(await OpenFileAsync(builder.Configuration));
    }

    private static async Task<SqliteDatabase> OpenFileAsync(IConfiguration configuration)
    {
        SqliteOptions options = configuration.GetSection(SqliteOptions.SectionName).Get<SqliteOptions>() ?? new SqliteOptions();

        try
        {
            return await SqliteDatabase.OpenAsync(options, CancellationToken.None);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The database file {options.Path} ({SqliteOptions.SectionName}:Path) cannot be opened: {exception.Message}");
        }
    }
}
