using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Telemetry;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Content;

/// <summary>
/// Imports the files of a content directory. A file is imported once by its hash; it never undoes an improvement that came from
/// elsewhere; a broken file is reported, with those that need it, and the others go on. All are validated together: a file may refer to
/// any other. Idempotent.
/// </summary>
public sealed class ContentLoader
{
    private readonly ICatalogStore _store;
    private readonly CatalogCommits _commits;
    private readonly ILogger<ContentLoader> _logger;

    internal ContentLoader(ICatalogStore store, CatalogCommits commits, ILogger<ContentLoader> logger) =>
        (_store, _commits, _logger) = (store, commits, logger);

    /// <summary>Reads <c>prompts</c>, <c>schemas</c>, <c>config</c> and <c>components</c> under <paramref name="directory"/>.</summary>
    public async Task<ContentReport> LoadAsync(string directory, CancellationToken cancellationToken)
    {
        var outcome = new ContentOutcome();
        List<Candidate> candidates = await ReadAsync(directory, outcome, cancellationToken);
        CatalogWrite[] writes = [.. candidates.Select(one => ToWrite(one))];
        IReadOnlyList<WriteResult> results = await _commits.WriteAsync(writes, cancellationToken);
        for (int index = 0; index < results.Count; index++)
        {
            Count(candidates[index], results[index], outcome);
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
                outcome.Errors.Add(
                    new ContentError(file.RelativePath, null, $"{key} comes from {candidates[key].File.RelativePath} already."));
            }
        }

        return [.. candidates.Values];
    }

    private CatalogWrite ToWrite(Candidate one) => new(
        LabelDoor.Content, MayPublish: true,
        _ => new CatalogChange.ImportContent(one.Draft, one.File.Hash) { Key = one.Key, At = _commits.Now });

    private void Count(Candidate candidate, WriteResult result, ContentOutcome outcome)
    {
        switch (result)
        {
            case WriteResult.Written written when written.State.Labels.GetValueOrDefault(
                VersionSelector.ProductionLabel) == written.Version:
                (written.Version == 1 ? outcome.Created : outcome.Updated).Add(candidate.Key);
                break;
            case WriteResult.Written written:
                outcome.Diverged.Add(candidate.Key);
                Log.ContentDiverged(_logger, candidate.Key, written.Version);
                break;
            case WriteResult.Invalid invalid:
                outcome.Errors.AddRange(candidate.File.Place(invalid.Errors).Select(error => ToContentError(candidate, error)));
                break;
            case WriteResult.PublishForbidden forbidden:
                outcome.Errors.Add(new ContentError(candidate.File.RelativePath, null, forbidden.Reason));
                break;
            case WriteResult.Contended:
                outcome.Errors.Add(new ContentError(
                    candidate.File.RelativePath, null, "Other processes were writing all the time; load the content again."));
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
