using System.Security.Cryptography;
using System.Text;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>The Api as it ships, with one API key, and the bare server to compare it with.</summary>
internal static class BenchServers
{
    public const string ApiKey = "measured-by-the-benchmarks";
    public const string ApiKeyHeader = "X-API-Key";

    private const string HealthPath = "/health";

    /// <param name="directory">Holds its database, which <see cref="FillAsync"/> may have filled.</param>
    /// <param name="settings">More of them, by the names of environment variables.</param>
    public static Task<ServerProcess> StartApiAsync(string directory, IReadOnlyDictionary<string, string>? settings = null) =>
        StartProcessAsync(directory, new(settings ?? new Dictionary<string, string>())
        {
            ["PromptIntel__Storage__Path"] = DatabaseOf(directory),
        });

    /// <summary>One of several instances on one database; it serves only.</summary>
    /// <param name="redis">Null for none.</param>
    public static Task<ServerProcess> StartSharedApiAsync(string directory, string database, string? redis) =>
        StartProcessAsync(directory, new Dictionary<string, string>
        {
            ["ConnectionStrings__promptintel"] = database,
            ["ConnectionStrings__cache"] = redis ?? "",
        });

    /// <param name="answer">The file whose bytes answer every request.</param>
    public static async Task<ServerProcess> StartFloorAsync(string directory, string answer) =>
        await ServerProcess.StartAsync(
            await Published.FloorAsync(),
            directory,
            "/",
            [answer],
            new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" });

    /// <summary>Writes a database of this many prompts besides the shipped ones, which the first start imports.</summary>
    public static async Task FillAsync(string directory, int prompts, int sentencesEach = SamplePrompts.SentencesEach)
    {
        await using Installation installation = await Installation.OpenAsync(directory);
        await SamplePrompts.ImportAsync(installation, await SamplePrompts.ExportedAsync(prompts, sentencesEach));
    }

    public static HttpClient ClientOf(ServerProcess server)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add(ApiKeyHeader, ApiKey);
        return client;
    }

    private static async Task<ServerProcess> StartProcessAsync(string directory, Dictionary<string, string> storage) =>
        await ServerProcess.StartAsync(
            await Published.ApiAsync(),
            directory,
            HealthPath,
            [],
            new Dictionary<string, string>(storage)
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["PromptIntel__Content__Path"] = Path.Combine(RepositoryRoot.Find(), "content"),
                ["PromptIntel__Auth__ApiKeys__0__Name"] = "bench",
                ["PromptIntel__Auth__ApiKeys__0__Role"] = "operator",
                ["PromptIntel__Auth__ApiKeys__0__Hash"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))),
            });

    private static string DatabaseOf(string directory) => Path.Combine(directory, Installation.DatabaseName);
}
