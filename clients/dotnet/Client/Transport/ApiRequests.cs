using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Client.Transport;

/// <summary>Sends requests, reads answers, makes an exception of every problem. Safe for concurrent use.</summary>
internal sealed class ApiRequests(HttpClient http)
{
    private const int LongestForeignAnswer = 200;

    /// <summary>The path with those parameters that have a value.</summary>
    public static string Query(string path, params IEnumerable<(string Name, string? Value)> parameters)
    {
        string query = string.Join('&', parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public static string? Text(IFormattable? value) => value?.ToString(value is DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture);

    public static HttpRequestMessage Post(string path, object body) =>
        new(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: ClientJson.Options) };

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(Post(path, body), cancellationToken);

    public async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>The answer, of which the headers are there; the caller disposes it.</summary>
    /// <exception cref="PromptIntelException">The status is no success, and not 304.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await SendRawAsync(request, cancellationToken);

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
        {
            return response;
        }

        using (response)
        {
            throw await ToExceptionAsync(response, cancellationToken);
        }
    }

    /// <summary>As <see cref="SendAsync(HttpRequestMessage, CancellationToken)"/>, whatever the status.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            // Below the address, which may itself have a path.
            request.RequestUri = new Uri(request.RequestUri!.OriginalString.TrimStart('/'), UriKind.Relative);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
    }

    /// <exception cref="HttpRequestException">What answered is not PromptIntel, such as a proxy with a page of its own.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(ClientJson.Options, cancellationToken) ?? throw Foreign(response);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException)
        {
            // The latter is of a character set that nobody here knows.
            throw Foreign(response, foreign);
        }
    }

    /// <summary>Of a success that is none of PromptIntel's.</summary>
    public static HttpRequestException Foreign(HttpResponseMessage response, Exception? cause = null) => new(
        $"{response.RequestMessage?.RequestUri?.AbsolutePath} answered with "
            + $"{response.Content.Headers.ContentType?.MediaType ?? "something"}, which is not what PromptIntel says.",
        cause);

    private static async Task<PromptIntelException> ToExceptionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        TimeSpan? retryAfter = response.Headers.RetryAfter?.Delta;
        string body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken));

        try
        {
            if (JsonSerializer.Deserialize<Problem>(body, ClientJson.Options) is { Title: not null } problem)
            {
                return new PromptIntelException(response.StatusCode, problem, retryAfter);
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status is all there is.
        }

        string shown = body.Length > LongestForeignAnswer ? body[..LongestForeignAnswer] : body;
        var foreign = new Problem($"{(int)response.StatusCode} {response.ReasonPhrase}", shown, null, null, null);
        return new PromptIntelException(response.StatusCode, foreign, retryAfter);
    }
}
