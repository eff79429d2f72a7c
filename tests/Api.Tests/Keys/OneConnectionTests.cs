using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

using PromptIntel.Api.Tests.Auth;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>Each request of a connection is decided by its own key, as that key stands then.</summary>
public sealed class OneConnectionTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private const string ForEverybody = "/api/prompts/workflows/extract_questionnaire";
    private const string ForOperators = "/api/keys";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AreDecidedByTheirOwnKeys()
    {
        using var connection = new OneConnection(host.CreateClient().BaseAddress!);
        string reader = GuardedHost.KeyOf("reader");
        string owner = GuardedHost.KeyOf("operator");

        Assert.Equal(HttpStatusCode.Forbidden, await connection.AskAsync(reader, ForOperators));
        Assert.Equal(HttpStatusCode.OK, await connection.AskAsync(owner, ForOperators));
        Assert.Equal(HttpStatusCode.OK, await connection.AskAsync(owner, ForOperators));
        Assert.Equal(HttpStatusCode.Forbidden, await connection.AskAsync(reader, ForOperators));
        // As long as the one before, and told apart all the same.
        Assert.Equal(HttpStatusCode.Unauthorized, await connection.AskAsync("reader-kez", ForEverybody));
        Assert.Equal(HttpStatusCode.OK, await connection.AskAsync(reader, ForEverybody));
        Assert.Equal(HttpStatusCode.Unauthorized, await connection.AskAsync(null, ForEverybody));
        Assert.Equal(1, connection.Count);
    }

    [Fact]
    public async Task RevokedKey_IsRefusedOnTheConnectionThatShowedIt()
    {
        using var connection = new OneConnection(host.CreateClient().BaseAddress!);
        string name = ApiHost.NewName();
        using HttpResponseMessage created = await PostAsync("/api/keys", new { name, role = "reader" });
        string key = (await created.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("key").GetString()!;

        HttpStatusCode before = await connection.AskAsync(key, ForEverybody);
        HttpStatusCode again = await connection.AskAsync(key, ForEverybody);
        using HttpResponseMessage revoked = await PostAsync($"/api/keys/{name}/revoke", new { });
        HttpStatusCode after = await connection.AskAsync(key, ForEverybody);

        Assert.True(revoked.IsSuccessStatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before, again, after));
        Assert.Equal(1, connection.Count);
    }

    private Task<HttpResponseMessage> PostAsync(string path, object body) =>
        host.ClientFor("operator").PostAsJsonAsync(path, body, Cancel);

    private sealed class OneConnection : IDisposable
    {
        private readonly HttpClient _client;

        public OneConnection(Uri address)
        {
            var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1, ConnectCallback = ConnectAsync };
            _client = new HttpClient(handler) { BaseAddress = address };
        }

        /// <summary>Connections that were made.</summary>
        public int Count { get; private set; }

        public async Task<HttpStatusCode> AskAsync(string? key, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);

            if (key is not null)
            {
                request.Headers.Add("X-API-Key", key);
            }

            using HttpResponseMessage response = await _client.SendAsync(request, Cancel);
            await response.Content.ReadAsByteArrayAsync(Cancel);
            return response.StatusCode;
        }

        public void Dispose() => _client.Dispose();

        private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            Count++;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
