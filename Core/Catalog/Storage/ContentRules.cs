using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// A content file is imported once by its hash. Production follows the file only while production itself came from content:
/// otherwise a new instance, or an older image in a rolling deployment, would undo somebody's improvement.
/// </summary>
internal static class ContentRules
{
    public static ChangeDecision Decide(EntryFacts facts, CatalogChange.ImportContent import)
    {
        if (facts.State is not { } state)
        {
            return Append(
                facts,
                import,
                1,
                ChangeRules.PointTo([import.IsStaged ? VersionSelector.CandidateLabel : VersionSelector.ProductionLabel], 1));
        }

        EntryVersion current = state.Current;
        if (state.IsArchived || facts.ImportedHashes.Contains(import.FileHash))
        {
            return ChangeRules.Refuse(facts, new WriteResult.Unchanged(state, current.Number));
        }

        if (import.Draft.Kind != state.Kind)
        {
            return ChangeRules.RefuseKind(facts, state);
        }

        if (current.ContentHash == import.Draft.ContentHash)
        {
            var writes = new EntryWrites { ImportedHash = import.FileHash };
            EntryFacts next = facts with { ImportedHashes = facts.ImportedHashes.Add(import.FileHash) };
            return new ChangeDecision(new WriteResult.Unchanged(state, current.Number), writes, next);
        }

        int number = state.LatestVersion + 1;
        return Append(facts, import, number, LabelsOf(import, current, number));
    }

    private static ImmutableDictionary<string, int> LabelsOf(CatalogChange.ImportContent import, EntryVersion current, int number) =>
        current.Source == VersionSource.Content && !import.IsStaged
            ? ChangeRules.PointTo([VersionSelector.ProductionLabel], number)
            // Without a production label everybody would get the latest, which is about to be the file's version.
            : ChangeRules.PointTo([VersionSelector.CandidateLabel], number).SetItem(VersionSelector.ProductionLabel, current.Number);

    private static ChangeDecision Append(
        EntryFacts facts, CatalogChange.ImportContent import, int number, ImmutableDictionary<string, int> labels)
    {
        EntryVersion version = import.Draft.ToVersion(import.Key, number, VersionSource.Content, import.At, import.Author, null);
        return ChangeRules.AddVersion(facts, version, import, labels, [], import.FileHash);
    }
}
