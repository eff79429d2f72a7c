using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Catalog;

// What changes entries. None of it is sent twice by itself: a lost answer may be of a write that was done.
public sealed partial class PromptsClient
{
    /// <exception cref="PromptIntelException">name_taken, invalid_content.</exception>
    public Task<EntryState> CreateAsync(NewEntry entry, CancellationToken cancellationToken = default) =>
        _requests.PostAsync<EntryState>("/api/prompts", entry, cancellationToken);

    /// <summary>
    /// Appends a version; it is what everybody gets as soon as this returns, unless its labels or the caller's role say otherwise.
    /// </summary>
    /// <exception cref="PromptIntelException">version_conflict, invalid_content, entry_not_found.</exception>
    public Task<UpdatedEntry> UpdateAsync(EntryUpdate update, CancellationToken cancellationToken = default) =>
        _requests.PostAsync<UpdatedEntry>("/api/prompts/update", update, cancellationToken);

    /// <summary>Writes authored text: a next version, or a first one.</summary>
    /// <param name="ifMatch">The entity tag that the text was read with; somebody else's write in between is precondition_failed.</param>
    /// <param name="mustBeNew">Refused with precondition_failed where something stands.</param>
    public async Task<EntryState> PutTextAsync(
        PromptReference reference, string text, string? ifMatch = null, bool mustBeNew = false, string? changeNote = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var request = new HttpRequestMessage(HttpMethod.Put, ApiRequests.Query(reference.Path, ("change_note", changeNote)))
        {
            Content = new StringContent(text, Encoding.UTF8, Markdown),
        };

        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        }

        if (mustBeNew)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }

        using HttpResponseMessage response = await _requests.SendAsync(request, cancellationToken);
        return await ApiRequests.ReadAsync<EntryState>(response, cancellationToken) with { ETag = response.Headers.ETag?.Tag };
    }

    /// <summary>Points a label to a version; <c>production</c> is what everybody gets.</summary>
    /// <param name="expected">Where the label points as far as the caller knows; elsewhere is precondition_failed. Null asks
    /// nothing.</param>
    public Task<EntryState> SetLabelAsync(
        PromptReference reference, string label, int version, int? expected = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        HttpRequestMessage request = ApiRequests.Post($"{reference.Path}/labels/{Uri.EscapeDataString(label)}", new { version });
        request.Method = HttpMethod.Put;

        if (expected is { } known)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{known}\"")));
        }

        return _requests.SendAsync<EntryState>(request, cancellationToken);
    }

    /// <summary>Leaves a suggestion with the entry; nothing of its content changes.</summary>
    public Task<Suggestion> SuggestAsync(PromptReference reference, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _requests.PostAsync<Suggestion>($"{reference.Path}/suggestions", new { text }, cancellationToken);
    }

    /// <summary>Its versions stay readable by number; <see cref="RestoreAsync"/> brings it back.</summary>
    public async Task ArchiveAsync(PromptReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var request = new HttpRequestMessage(HttpMethod.Delete, reference.Path);
        using HttpResponseMessage _ = await _requests.SendAsync(request, cancellationToken);
    }

    public Task<EntryState> RestoreAsync(PromptReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _requests.SendAsync<EntryState>(new HttpRequestMessage(HttpMethod.Post, $"{reference.Path}/restore"), cancellationToken);
    }

    /// <summary>Reads JSON Lines; a line that is refused stops no other. What is there already is left as it is.</summary>
    public Task<ImportReport> ImportAsync(Stream jsonLines, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/import") { Content = new StreamContent(jsonLines) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return _requests.SendAsync<ImportReport>(request, cancellationToken);
    }

    /// <summary>
    /// Reads prompts of other tools; a file that is refused stops no other. Repeated, it changes nothing, and undoes no improvement.
    /// </summary>
    /// <param name="zip">An archive of the files, with the folders that their prompts are called by.</param>
    /// <param name="format">Of every file; null for what each is recognised as.</param>
    /// <param name="into">A folder that they stand in; null for none.</param>
    /// <param name="isDryRun">Nothing is written; the report says what would be.</param>
    public Task<FilesReport> ImportFilesAsync(
        Stream zip, string? format = null, string? into = null, bool isDryRun = false, CancellationToken cancellationToken = default)
    {
        string path = ApiRequests.Query(
            "/api/prompts/import/files", ("format", format), ("into", into), ("dry_run", isDryRun ? "true" : null));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(zip) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return _requests.SendAsync<FilesReport>(request, cancellationToken);
    }
}
