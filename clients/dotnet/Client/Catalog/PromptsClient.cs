using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Catalog;

/// <summary>
/// Prompts and every other entry: read, found, rendered, changed. Safe for concurrent use.
/// </summary>
public sealed partial class PromptsClient
{
    private const string MinPosition = "PromptIntel-Min-Position";
    private const string PositionHeader = "PromptIntel-Position";
    private const string Markdown = "text/markdown";

    private readonly ApiRequests _requests;
    private readonly EventReader _events;

    internal PromptsClient(ApiRequests requests, EventReader events)
    {
        _requests = requests;
        _events = events;
    }

    /// <summary>Every entry as everybody gets it, ordered by namespace and name.</summary>
    /// <param name="limit">1 to 10,000; null for all.</param>
    public Task<CatalogList> ListAsync(
        string? @namespace = null, string? kind = null, string? tag = null, string? cursor = null, int? limit = null,
        CancellationToken cancellationToken = default) =>
        ListAsync(
            ApiRequests.Query(
                "/api/prompts/catalog",
                ("namespace", @namespace), ("kind", kind), ("tag", tag), ("cursor", cursor), ("limit", ApiRequests.Text(limit))),
            minPosition: null,
            cancellationToken);

    /// <summary>One version.</summary>
    /// <exception cref="PromptIntelException">entry_not_found, version_not_found.</exception>
    public async Task<PromptDocument> GetAsync(PromptReference reference, CancellationToken cancellationToken = default) =>
        (await GetAsync(reference, etag: null, minPosition: null, cancellationToken)).Document!;

    /// <summary>The authored text and the entity tag that guards a write of it.</summary>
    /// <exception cref="HttpRequestException">No server answers, or a proxy with a page of its own.</exception>
    public async Task<AuthoredText> GetTextAsync(PromptReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var request = new HttpRequestMessage(
            HttpMethod.Get, ApiRequests.Query(reference.Path, [.. reference.Choice, ("format", "markdown")]));
        using HttpResponseMessage response = await _requests.SendAsync(request, cancellationToken);
        return response.Content.Headers.ContentType?.MediaType == "text/html" ? throw ApiRequests.Foreign(response) : new AuthoredText(
            await response.Content.ReadAsStringAsync(cancellationToken),
            response.Headers.ETag?.Tag ?? "",
            response.Content.Headers.ContentType?.MediaType ?? Markdown);
    }

    /// <summary>By meaning and by words.</summary>
    public Task<SearchAnswer> SearchAsync(SearchQuestion question, CancellationToken cancellationToken = default) =>
        _requests.SendAsync<SearchAnswer>(Repeats.MarkAsRead(ApiRequests.Post("/api/prompts/search", question)), cancellationToken);

    /// <summary>The messages that a model would get; asks no model.</summary>
    /// <param name="variables">An object, or anything that serialises to one; null for none.</param>
    /// <exception cref="PromptIntelException">invalid_input names the variable.</exception>
    public Task<RenderedPrompt> RenderAsync(
        PromptReference reference, object? variables = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _requests.SendAsync<RenderedPrompt>(
            Repeats.MarkAsRead(ApiRequests.Post($"{reference.Path}/render", new { variables, reference.Version, reference.Label })),
            cancellationToken);
    }

    /// <summary>Versions, newest first.</summary>
    public Task<Page<VersionEntry>> ListVersionsAsync(
        PromptReference reference, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _requests.GetAsync<Page<VersionEntry>>(
            ApiRequests.Query($"{reference.Path}/versions", ("cursor", cursor), ("limit", ApiRequests.Text(limit))), cancellationToken);
    }

    /// <param name="from">A version or a label.</param>
    /// <param name="to">A version or a label.</param>
    public Task<VersionDifference> DiffAsync(
        PromptReference reference, string from, string to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _requests.GetAsync<VersionDifference>(
            ApiRequests.Query($"{reference.Path}/diff", ("from", from), ("to", to)), cancellationToken);
    }

    public async Task<IReadOnlyList<LabelEntry>> ListLabelsAsync(PromptReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return (await _requests.GetAsync<Page<LabelEntry>>($"{reference.Path}/labels", cancellationToken)).Items;
    }

    /// <summary>The whole catalog with its history as JSON Lines; the caller disposes the stream.</summary>
    public async Task<Stream> ExportAsync(CancellationToken cancellationToken = default) => await (await _requests.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, "/api/prompts/export"), cancellationToken)).Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>
    /// The change log as it grows, across broken connections and restarts of the server; it ends with the token only.
    /// </summary>
    /// <param name="after">The position behind which it begins.</param>
    public IAsyncEnumerable<CatalogChange> FollowAsync(long after, CancellationToken cancellationToken = default) =>
        FollowAsync(after, watch: null, cancellationToken);

    internal async IAsyncEnumerable<CatalogChange> FollowAsync(
        long after, IEventWatch? watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RawEvent item in _events.FollowAsync("/api/changes", after, watch, patience: null, cancellationToken))
        {
            yield return item.Type == "reset"
                ? new CatalogChange(item.Id ?? 0, "", "", "", 0, new Dictionary<string, int>(), Archived: false) { IsReset = true }
                : JsonSerializer.Deserialize<CatalogChange>(item.Data, ClientJson.Options)!;
        }
    }

    /// <summary>The document is null when what stands there is what <paramref name="etag"/> names.</summary>
    internal async Task<(PromptDocument? Document, string ETag)> GetAsync(
        PromptReference reference, string? etag, long? minPosition, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = At(minPosition, ApiRequests.Query(reference.Path, reference.Choice));

        if (!string.IsNullOrEmpty(etag))
        {
            request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(etag));
        }

        using HttpResponseMessage response = await _requests.SendAsync(request, cancellationToken);
        return response.StatusCode == System.Net.HttpStatusCode.NotModified
            ? (null, etag!)
            : (await ApiRequests.ReadAsync<PromptDocument>(response, cancellationToken), response.Headers.ETag?.Tag ?? "");
    }

    internal async Task<CatalogList> ListAsync(string path, long? minPosition, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _requests.SendAsync(At(minPosition, path), cancellationToken);
        CatalogAnswer answer = await ApiRequests.ReadAsync<CatalogAnswer>(response, cancellationToken);
        long position = response.Headers.TryGetValues(PositionHeader, out IEnumerable<string>? values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long stated)
                ? stated
                : 0;
        return new CatalogList([.. answer.Catalog.Values.SelectMany(entries => entries)], position, answer.NextCursor);
    }

    private static HttpRequestMessage At(long? minPosition, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);

        if (minPosition is { } position)
        {
            request.Headers.Add(MinPosition, position.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    private sealed record CatalogAnswer(Dictionary<string, IReadOnlyList<CatalogEntry>> Catalog, string? NextCursor);
}
