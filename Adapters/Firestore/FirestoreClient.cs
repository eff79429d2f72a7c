using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

using Google.Apis.Auth.OAuth2.Responses;

using Microsoft.Extensions.Options;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// Firestore over REST. Every call ends within the timeout and fails as <see cref="FirestoreException"/>. Paths are of documents, without
/// project and database. Safe for concurrent use.
/// </summary>
internal sealed class FirestoreClient : IDisposable
{
    private const string Position = "position";
    private const int PageSize = 300;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly ServiceAccount? _account;
    private readonly TimeSpan _timeout;
    private readonly string _root;

    public FirestoreClient(FirestoreLocation location, IOptions<FirestoreOptions> options)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = ConnectionLifetime })
        {
            BaseAddress = location.Address,
            Timeout = Timeout.InfiniteTimeSpan
        };
        _account = location.Account;
        _timeout = options.Value.Timeout;
        _root = $"projects/{location.Project}/databases/{options.Value.Database}/documents";
    }

    /// <summary>
    /// The documents' positions in a transaction that begins with this reading. A missing document is left out;
    /// one without a position has the lowest.
    /// </summary>
    public async Task<(string Transaction, Dictionary<string, long> Positions)> BeginAsync(
        IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["documents"] = new JsonArray([.. paths.Select(path => (JsonNode)Name(path))]),
            ["mask"] = new JsonObject { ["fieldPaths"] = new JsonArray(Position) },
            ["newTransaction"] = new JsonObject { ["readWrite"] = new JsonObject() },
        };
        JsonElement answer = await PostAsync("batchGet", body, cancellationToken);
        string? transaction = null;
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);

        foreach (JsonElement part in answer.EnumerateArray())
        {
            transaction = part.TryGetProperty("transaction", out JsonElement begun) ? begun.GetString() : transaction;

            if (part.TryGetProperty("found", out JsonElement found))
            {
                positions.Add(found.GetProperty("name").GetString()![(_root.Length + 1)..], PositionOf(found));
            }
        }

        return (transaction ?? throw new FirestoreException(FirestoreFailure.Unavailable, "It began no transaction."), positions);
    }

    /// <summary>All writes or none.</summary>
    /// <param name="transaction">Set when they hold only for what was read in it; the failure is <see cref="FirestoreFailure.Aborted"/>
    /// when that has changed.</param>
    public Task CommitAsync(string? transaction, IEnumerable<JsonObject> writes, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["writes"] = new JsonArray([.. writes]) };

        if (transaction is not null)
        {
            body["transaction"] = transaction;
        }

        return PostAsync("commit", body, cancellationToken);
    }

    /// <summary>Lets go of what the transaction holds.</summary>
    public Task RollbackAsync(string transaction, CancellationToken cancellationToken) =>
        PostAsync("rollback", new JsonObject { ["transaction"] = transaction }, cancellationToken);

    /// <summary>The whole document becomes these fields.</summary>
    public JsonObject Update(string path, IEnumerable<KeyValuePair<string, object?>> fields, long? position)
    {
        JsonObject encoded = FirestoreValues.Fields(fields);

        if (position is { } value)
        {
            encoded[Position] = FirestoreValues.Encode(value);
        }

        return new JsonObject { ["update"] = new JsonObject { ["name"] = Name(path), ["fields"] = encoded } };
    }

    public JsonObject Delete(string path) => new() { ["delete"] = Name(path) };

    /// <summary>The ids of documents in a collection, a page of them.</summary>
    public async Task<(IReadOnlyList<string> Ids, string? NextPage)> ListAsync(
        string collection, string? page, CancellationToken cancellationToken)
    {
        string path = string.Join('/', collection.Split('/').Select(Uri.EscapeDataString));
        string query = $"pageSize={PageSize}&mask.fieldPaths={Position}{(page is null ? "" : $"&pageToken={Uri.EscapeDataString(page)}")}";
        JsonElement answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"v1/{_root}/{path}?{query}"), cancellationToken);
        string[] ids = answer.TryGetProperty("documents", out JsonElement documents)
            ? [.. documents.EnumerateArray().Select(document => document.GetProperty("name").GetString()!.Split('/')[^1])]
            : [];
        return (
            ids, answer.TryGetProperty("nextPageToken", out JsonElement next) && next.GetString() is { Length: > 0 } token ? token : null);
    }

    public void Dispose() => _http.Dispose();

    private static long PositionOf(JsonElement document) =>
        document.TryGetProperty("fields", out JsonElement fields)
            && fields.TryGetProperty(Position, out JsonElement value)
            && value.TryGetProperty("integerValue", out JsonElement text)
            && long.TryParse(text.GetString(), out long position) ? position : long.MinValue;

    private string Name(string path) => $"{_root}/{path}";

    private Task<JsonElement> PostAsync(string action, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"v1/{_root}:{action}") { Content = JsonContent.Create(body) },
            cancellationToken);

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);

        try
        {
            using HttpRequestMessage request = create();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(timeout.Token));
            using HttpResponseMessage response = await _http.SendAsync(request, timeout.Token);
            string text = await response.Content.ReadAsStringAsync(timeout.Token);
            return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw Failure(response.StatusCode, text);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FirestoreException(
                FirestoreFailure.Unavailable, $"It did not answer within {_timeout.TotalSeconds:0.#} s.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            throw new FirestoreException(
                FirestoreFailure.Unavailable,
                exception is JsonException ? "It answered something else than JSON." : exception.Message,
                exception);
        }
        catch (TokenResponseException exception)
        {
            throw new FirestoreException(
                FirestoreFailure.Unavailable,
                $"The service account got no access token: {exception.Error?.Error ?? "no reason given"}.",
                exception);
        }
    }

    private Task<string> TokenAsync(CancellationToken cancellationToken) =>
        _account is null
            ? Task.FromResult("owner")
            : _account.Credential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);

    private static FirestoreException Failure(HttpStatusCode status, string text)
    {
        (string code, string message) = ReadError(text);

        // A transaction that is too old or was taken over is an invalid argument to Firestore, and to us the same as an aborted one.
        FirestoreFailure failure = status switch
        {
            HttpStatusCode.Conflict => code == "ALREADY_EXISTS" ? FirestoreFailure.Refused : FirestoreFailure.Aborted,
            HttpStatusCode.BadRequest =>
                message.Contains("transaction", StringComparison.OrdinalIgnoreCase) ? FirestoreFailure.Aborted : FirestoreFailure.Refused,
            HttpStatusCode.RequestEntityTooLarge => FirestoreFailure.Refused,
            _ => FirestoreFailure.Unavailable,
        };
        return new FirestoreException(failure, $"{(int)status} {code}: {message}");
    }

    private static (string Code, string Message) ReadError(string text)
    {
        try
        {
            JsonElement answer = JsonElement.Parse(text);
            JsonElement error = (answer.ValueKind == JsonValueKind.Array ? answer[0] : answer).GetProperty("error");
            return (error.GetProperty("status").GetString() ?? "", error.GetProperty("message").GetString() ?? "");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException
            or IndexOutOfRangeException)
        {
            // Said by something in between, in its own way.
            return ("", "no reason given");
        }
    }
}
