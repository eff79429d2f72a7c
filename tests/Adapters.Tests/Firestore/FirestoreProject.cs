using System.Net;
using System.Text.Json;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>A project of one test's own in an emulator, read as a frontend would.</summary>
internal sealed class FirestoreProject(FirestoreEmulator emulator) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Id { get; } = FirestoreEmulator.NewProject();

    public string Host => emulator.Host;

    /// <summary>A document's fields as plain JSON texts by name; null when there is no such document.</summary>
    public async Task<Dictionary<string, string>?> FindAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync($"{Root()}/{Escape(path)}", TestContext.Current.CancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : Fields(JsonElement.Parse(
                await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The documents of a collection by id.</summary>
    public async Task<Dictionary<string, Dictionary<string, string>>> ListAsync(string collection)
    {
        var found = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        string? page = "";

        while (page is not null)
        {
            string text = await _http.GetStringAsync(
                $"{Root()}/{Escape(collection)}?pageSize=300&pageToken={Uri.EscapeDataString(page)}",
                TestContext.Current.CancellationToken);
            JsonElement answer = JsonElement.Parse(text);

            foreach (JsonElement document in answer.TryGetProperty("documents", out JsonElement documents)
                ? documents.EnumerateArray().ToArray()
                : [])
            {
                found.Add(document.GetProperty("name").GetString()!.Split('/')[^1], Fields(document));
            }

            page = answer.TryGetProperty("nextPageToken", out JsonElement next) ? next.GetString() : null;
        }

        return found;
    }

    public void Dispose() => _http.Dispose();

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static Dictionary<string, string> Fields(JsonElement document) =>
        document.TryGetProperty("fields", out JsonElement fields)
            ? fields.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.EnumerateObject().Single().Value.ToString())
            : [];

    private string Root() => $"http://{emulator.Host}/v1/projects/{Id}/databases/(default)/documents";
}
