using Npgsql;

using PromptIntel.Tests.Shared;

namespace PromptIntel.AppHost.Tests;

/// <summary>Which vectors the searches of an installation compare, as its database says.</summary>
internal static class ActiveGeneration
{
    private const string Embedder = "embedder/all-MiniLM-L6-v2";

    /// <summary>Returns when the Embedder has taken over.</summary>
    /// <returns>What searches went by before it, from the first that was there when this was called.</returns>
    public static async Task<IReadOnlyList<string>> WaitForEmbedderAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var seen = new List<string>();
        await Patience.WaitAsync(
            async () =>
            {
                await using NpgsqlCommand command = source.CreateCommand(
                    "SELECT embedder FROM promptintel.embedding_generations WHERE activation > 0 ORDER BY activation DESC LIMIT 1");

                if (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string active && !seen.Contains(active))
                {
                    seen.Add(active);
                }

                return seen.Contains(Embedder);
            },
            "the embedder takes over");
        return seen;
    }
}
