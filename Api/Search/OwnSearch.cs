using System.Net.Sockets;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting.Server;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Search;

/// <summary>
/// Searches once over this process' own port, soon after it is ready and with nobody waiting for it: the first search loads and compiles
/// what the others then find, words, vectors and the reading of a body, and should not be a client's. Where there is no port to ask, or
/// nothing to find, it does nothing.
/// </summary>
internal sealed class OwnSearch(
    IServer server, IHostApplicationLifetime lifetime, PromptCatalog catalog, PromptSearch search, EmbeddingLibrary embeddings, OwnKey key,
    TimeProvider time) : BackgroundService
{
    /// <summary>How long the vectors are waited for, which a first start has yet to learn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitForStartAsync(stoppingToken)
            || OwnConnection.Find(server) is not { } address || catalog.Entries.OfKind(EntryKind.Prompt).FirstOrDefault() is not { } prompt)
        {
            return;
        }

        await search.PrepareAsync(stoppingToken);
        long since = time.GetTimestamp();

        while (embeddings.IsBehind && time.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(Glance, time, stoppingToken);
        }

        await AskAsync(address, prompt.Key.Name, stoppingToken);
    }

    private async Task AskAsync((string Host, int Port) address, string query, CancellationToken cancellationToken)
    {
        string own = key.Make();

        try
        {
            using var connection = new OwnConnection();
            await connection.OpenAsync(address, cancellationToken);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["query"] = query });
            byte[] request = OwnConnection.Post("/api/prompts/search", body, (ApiKeyAuthentication.Header, own));
            await connection.AskAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // What was not warmed is the first client's to wait for.
        }
        finally
        {
            key.Forget(own);
        }
    }
}
