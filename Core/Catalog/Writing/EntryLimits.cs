using System.Collections.Immutable;
using System.Globalization;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// How much may be said about a version: its description, tags and change note. Asked of new versions only: one that was stored before
/// stays what callers get.
/// </summary>
internal sealed class EntryLimits : IEntryValidator
{
    /// <summary>In UTF-16 units, as every length here.</summary>
    public const int LongestDescription = 2_000;

    public const int MostTags = 50;

    public const int LongestTag = 64;

    public const int LongestChangeNote = 2_000;

    public ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ImmutableArray<EntryRefusal>>(
        [
            .. edit.Candidates
                .Where(candidate => candidate.Number > (edit.Before.Find(candidate.Key)?.LatestVersion ?? 0))
                .SelectMany(candidate => Check(candidate).Select(error => new EntryRefusal(candidate.Key, error, candidate.Number))),
        ]);

    private static IEnumerable<EntryError> Check(EntryVersion version)
    {
        if (version.Description.Length > LongestDescription)
        {
            yield return TooLong("description", LongestDescription);
        }

        if (version.Tags.Length > MostTags)
        {
            yield return new EntryError("tags", $"At most {MostTags} are possible.");
        }

        foreach ((int index, string tag) in version.Tags.Index().Where(one => one.Item.Length > LongestTag))
        {
            yield return TooLong($"tags[{index}]", LongestTag);
        }

        if (version.ChangeNote?.Length > LongestChangeNote)
        {
            yield return TooLong("change_note", LongestChangeNote);
        }
    }

    private static EntryError TooLong(string field, int most) =>
        new(field, string.Create(CultureInfo.InvariantCulture, $"Must have at most {most:N0} characters."));
}
