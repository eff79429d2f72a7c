using System.IO.Compression;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

using PromptIntel.Api.Tests.Execution;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Api.Tests.Golden;

/// <summary>The present service on a copy of a database that a released one left behind, with the content that is shipped now.</summary>
public sealed class GoldenHost : WebApplicationFactory<Program>
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-golden-").FullName;
    private readonly string? _postgres;

    private GoldenHost(JsonElement manifest, string? postgres)
    {
        (Manifest, _postgres) = (manifest, postgres);
        UseKestrel(0);
    }

    /// <summary>What the released version served, and what waits.</summary>
    public JsonElement Manifest { get; }

    internal WorkflowClient Client => new(CreateClient());

    private static string Files => Path.Combine(ServerScript.FindRoot(), "tests", "Api.Tests", "Golden");

    private string DatabaseFile => Path.Combine(_directory, "promptintel.db");

    /// <summary>The formats that there are golden files of.</summary>
    public static IEnumerable<TheoryDataRow<string>> Formats() =>
        Directory.EnumerateFiles(Files, "*.db.gz").Order().Select(file => new TheoryDataRow<string>(Path.GetFileName(file).Split('.')[0]));

    public static async Task<GoldenHost> OnSqliteAsync(string format)
    {
        var host = new GoldenHost(await ReadAsync($"{format}.sqlite.json"), postgres: null);
        await using FileStream packed = File.OpenRead(Path.Combine(Files, $"{format}.db.gz"));
        await using var database = new GZipStream(packed, CompressionMode.Decompress);
        await using FileStream copy = File.Create(host.DatabaseFile);
        await database.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Skips the test where there is no server.</summary>
    public static async Task<GoldenHost> OnPostgresAsync(string format)
    {
        string connection = await PostgresServer.LoadDatabaseAsync(Path.Combine(Files, $"{format}.sql.gz"));
        return new GoldenHost(await ReadAsync($"{format}.postgres.json"), connection);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("PromptIntel:Inference:Provider", "Offline");
        builder.UseSetting("PromptIntel:Worker:InProcess", "true");
        // The files age; nothing in them may be pruned for it.
        builder.UseSetting("PromptIntel:Execution:Retention", "00:00:00");
        builder.UseSetting("PromptIntel:Catalog:ChangeLogRetention", "00:00:00");
        builder.UseSetting(_postgres is null ? "PromptIntel:Storage:Path" : "ConnectionStrings:promptintel", _postgres ?? DatabaseFile);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static async Task<JsonElement> ReadAsync(string file) =>
        JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Files, file), TestContext.Current.CancellationToken));
}
