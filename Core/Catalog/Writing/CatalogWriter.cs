using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Every change that callers make to the catalog: validated, committed in one transaction, then applied to this instance's memory
/// before the call returns. What was validated is what is committed: when another writer comes in between, it is validated again.
/// Safe for concurrent use.
/// </summary>
public sealed class CatalogWriter
{
    private readonly CatalogCommits _commits;

    internal CatalogWriter(CatalogCommits commits) => _commits = commits;

    public Task<WriteResult> CreateAsync(CreateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(_ => RequestRules.Create(request, _commits.Now), cancellationToken);
    }

    public Task<WriteResult> UpdateAsync(UpdateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(catalog => RequestRules.Update(catalog, request, _commits.Now), cancellationToken);
    }

    /// <summary>Hides the entry; its versions stay readable by number. Refused while a workflow uses it.</summary>
    public Task<WriteResult> ArchiveAsync(EntryKey key, string? author, CancellationToken cancellationToken) =>
        _commits.WriteAsync(_ => new CatalogChange.ArchiveEntry { Key = key, At = _commits.Now, Author = author }, cancellationToken);

    /// <summary>Points a label at a version. Refused when a workflow that follows the label would break.</summary>
    public async Task<WriteResult> SetLabelAsync(EntryKey key, string label, int version, LabelCondition condition, string? author, CancellationToken cancellationToken) =>
        EntryLabels.IsSettable(label)
            ? await _commits.WriteAsync(_ => new CatalogChange.SetLabel(label, version, condition) { Key = key, At = _commits.Now, Author = author }, cancellationToken)
            : LabelPolicy.BadLabel(label);

    /// <summary>Refused while a workflow asks for the label.</summary>
    public Task<WriteResult> RemoveLabelAsync(EntryKey key, string label, LabelCondition condition, string? author, CancellationToken cancellationToken) =>
        _commits.WriteAsync(_ => new CatalogChange.RemoveLabel(label, condition) { Key = key, At = _commits.Now, Author = author }, cancellationToken);

    /// <summary>Adds suggestions to the current version of an entry.</summary>
    public async Task<WriteResult> SuggestAsync(EntryKey key, ImmutableArray<string> texts, string? author, CancellationToken cancellationToken)
    {
        PlannedWrite plan = RequestRules.Suggest(key, texts, author, _commits.Now);
        WriteResult result = await _commits.WriteAsync(_ => plan, cancellationToken);
        return result is WriteResult.Written written ? written with { Suggestion = ToSuggestion((CatalogChange.AddSuggestions)plan.Change!, written.Version) } : result;
    }

    /// <summary>Accepts or rejects an open suggestion.</summary>
    public async Task<WriteResult> ResolveSuggestionAsync(EntryKey key, Guid id, SuggestionStatus status, string? author, CancellationToken cancellationToken) =>
        status == SuggestionStatus.Open
            ? new WriteResult.BadRequest([new EntryError("status", "A decision is accepted or rejected.")])
            : await _commits.WriteAsync(_ => new CatalogChange.ResolveSuggestion(id, status) { Key = key, At = _commits.Now, Author = author }, cancellationToken);

    private async Task<WriteResult> WriteAsync(Wish wish, CancellationToken cancellationToken)
    {
        PlannedWrite plan = default;
        WriteResult result = await _commits.WriteAsync(catalog => plan = wish(catalog), cancellationToken);
        return result is WriteResult.Written written ? written with { Assumed = plan.Assumed ?? [] } : result;
    }

    private static Suggestion ToSuggestion(CatalogChange.AddSuggestions change, int version) => new()
    {
        Id = change.Suggestions[0].Id,
        Key = change.Key,
        Version = version,
        Text = change.Suggestions[0].Text,
        Author = change.Author,
        Status = SuggestionStatus.Open,
        CreatedAt = change.At,
    };
}
