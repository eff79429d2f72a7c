using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Content;

/// <summary>
/// Imports the files of a content directory. A file is imported once by its hash; it never undoes an improvement that came from
/// elsewhere; a broken file is reported and the others go on. Idempotent.
/// </summary>
public sealed class ContentLoader
{
    /// <summary>Files in one transaction: one sync to disk for many of them.</summary>
    private const int GroupSize = 200;

    private readonly PromptCatalog _catalog;
    private readonly ICatalogStore _store;
    private readonly CatalogCommits _commits;
    private readonly ILogger<ContentLoader> _logger;

    public ContentLoader(
        PromptCatalog catalog, ICatalogStore store, IChangeNudge nudge, IEnumerable<IEntryValidator> validators, TimeProvider time, ILogger<ContentLoader> logger)
    {
        _catalog = catalog;
        _store = store;
        _commits = new CatalogCommits(catalog, store, nudge, validators, time);
        _logger = logger;
    }

    /// <summary>Reads <c>prompts</c>, <c>schemas</c>, <c>config</c> and <c>components</c> under <paramref name="directory"/>.</summary>
    public async Task<ContentReport> LoadAsync(string directory, CancellationToken cancellationToken)
    {
        var outcome = new ContentOutcome();
        List<Candidate> candidates = await ReadAsync(directory, outcome, cancellationToken);
        await RefuseInvalidAsync(candidates, outcome, cancellationToken);
        foreach (Candidate[] group in candidates.Chunk(GroupSize))
        {
            CatalogChange[] changes = [.. group.Select(one => new CatalogChange.ImportContent(one.Draft, one.File.Hash) { Key = one.Key, At = _commits.Now })];
            IReadOnlyList<CommitResult> results = await _commits.CommitAsync(changes, cancellationToken);
            for (int index = 0; index < group.Length; index++)
            {
                Count(group[index], results[index], outcome);
            }
        }

        foreach (ContentError error in outcome.Errors)
        {
            Log.ContentRefused(_logger, error.ToString());
        }

        return outcome.ToReport();
    }

    private async Task<List<Candidate>> ReadAsync(string directory, ContentOutcome outcome, CancellationToken cancellationToken)
    {
        var imported = new HashSet<ContentImport>(await _store.ReadContentImportsAsync(cancellationToken));
        var candidates = new Dictionary<EntryKey, Candidate>();
        await foreach (ContentFile file in ContentFile.ReadAllAsync(directory, cancellationToken))
        {
            outcome.Files++;
            if (imported.Contains(new ContentImport(file.DefaultKey, file.Hash)))
            {
                outcome.Unchanged++;
                continue;
            }

            (EntryKey key, AuthoredEntry entry) = file.Parse();
            if (entry.Draft is null)
            {
                outcome.Errors.AddRange(entry.Errors.Select(error => new ContentError(file.RelativePath, error.Line, Text(error))));
            }
            else if (imported.Contains(new ContentImport(key, file.Hash)))
            {
                outcome.Unchanged++;
            }
            else if (!candidates.TryAdd(key, new Candidate(file, key, entry.Draft, entry.Lines)))
            {
                outcome.Errors.Add(new ContentError(file.RelativePath, null, $"{key} comes from {candidates[key].File.RelativePath} already."));
            }
        }

        return [.. candidates.Values];
    }

    /// <summary>Validates every file against the catalog as it would be with all of them; what a refused file breaks is refused too.</summary>
    private async Task RefuseInvalidAsync(List<Candidate> candidates, ContentOutcome outcome, CancellationToken cancellationToken)
    {
        while (candidates.Count > 0)
        {
            var after = new CatalogOverlay(_catalog);
            EntryVersion[] versions = [.. candidates.Select(one => ToVersion(one, after))];
            var refused = new HashSet<Candidate>();
            for (int index = 0; index < versions.Length; index++)
            {
                ImmutableArray<EntryError> errors = await _commits.ValidateAsync(versions[index], after, cancellationToken);
                if (!errors.IsEmpty)
                {
                    refused.Add(candidates[index]);
                    outcome.Errors.AddRange(errors.Select(error => ToContentError(candidates[index], error)));
                }
            }

            if (refused.Count == 0)
            {
                return;
            }

            candidates.RemoveAll(refused.Contains);
        }
    }

    private EntryVersion ToVersion(Candidate candidate, CatalogOverlay after)
    {
        EntryState? state = _catalog.Find(candidate.Key);
        EntryVersion version = candidate.Draft.ToVersion(candidate.Key, (state?.LatestVersion ?? 0) + 1, VersionSource.Content, _commits.Now, null, null);
        bool becomesCurrent = state is null || state.Current.Source == VersionSource.Content;
        if (state is not { IsArchived: true } && becomesCurrent)
        {
            after.Add(version, [VersionSelector.ProductionLabel]);
        }

        return version;
    }

    private void Count(Candidate candidate, CommitResult result, ContentOutcome outcome)
    {
        switch (result)
        {
            case CommitResult.Applied { Version: 1 }:
                outcome.Created.Add(candidate.Key);
                break;
            case CommitResult.Applied applied when applied.State.Current.Number == applied.Version:
                outcome.Updated.Add(candidate.Key);
                break;
            case CommitResult.Applied applied:
                outcome.Diverged.Add(candidate.Key);
                Log.ContentDiverged(_logger, candidate.Key, applied.Version);
                break;
            case CommitResult.KindConflict conflict:
                outcome.Errors.Add(new ContentError(candidate.File.RelativePath, null, $"{candidate.Key} is a {conflict.Kind.ToText()} already."));
                break;
            default:
                outcome.Unchanged++;
                break;
        }
    }

    private static ContentError ToContentError(Candidate candidate, EntryError error)
    {
        int? line = error.Line ?? (candidate.Lines.TryGetValue(error.Field.Split('.', '[')[0], out int found) ? found : 1);
        return new ContentError(candidate.File.RelativePath, line, Text(error));
    }

    private static string Text(EntryError error) => (error with { Line = null }).ToString();

    private sealed record Candidate(ContentFile File, EntryKey Key, EntryDraft Draft, ImmutableDictionary<string, int> Lines);

    private sealed class ContentOutcome
    {
        public int Files { get; set; }

        public int Unchanged { get; set; }

        public List<EntryKey> Created { get; } = [];

        public List<EntryKey> Updated { get; } = [];

        public List<EntryKey> Diverged { get; } = [];

        public List<ContentError> Errors { get; } = [];

        public ContentReport ToReport() => new()
        {
            Files = Files,
            Created = [.. Created],
            Updated = [.. Updated],
            Unchanged = Unchanged,
            Diverged = [.. Diverged],
            Errors = [.. Errors],
        };
    }
}
