using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Includes;

/// <summary>
/// What a prompt includes is there and fits, also after that has been changed or archived. A prompt that was broken already is not held
/// against a change.
/// </summary>
internal sealed class IncludeValidator(VersionChecks checks) : IEntryValidator
{
    public ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();
        HashSet<(EntryKey, int)> candidates = [];
        foreach (EntryVersion candidate in edit.Candidates.Where(candidate => candidate.Kind == EntryKind.Prompt))
        {
            candidates.Add((candidate.Key, candidate.Number));
            refusals.AddRange(
                Check(candidate, edit.After).Select(error => new EntryRefusal(candidate.Key, error, candidate.Number)));
        }

        // What a candidate breaks by being broken itself would only be noise beside its own errors.
        if (refusals.Count == 0)
        {
            // Asked of the catalog as it is, so that it keeps the selection for the writes to come.
            _ = edit.Before.Entries.Matching(Including.Others);

            foreach (EntryKey changed in edit.Entries.Select(entry => entry.Key).Distinct().Where(key => IsChanged(edit, key)))
            {
                refusals.AddRange(
                    from prompt in Dependents(edit.After.Entries, changed)
                    where !candidates.Contains((prompt.Key, prompt.Current.Number))
                        && edit.Before.Find(prompt.Key) is { IsArchived: false } before && Check(before.Current, edit.Before).IsEmpty
                    from error in Check(prompt.Current, edit.After)
                    select new EntryRefusal(changed, new EntryError("", $"The prompt {prompt.Key} includes this: {error}")));
            }
        }

        return ValueTask.FromResult(refusals.ToImmutable());
    }

    /// <summary>Everything wrong with a prompt once it is put together; nothing for one that includes nothing.</summary>
    private ImmutableArray<EntryError> Check(EntryVersion prompt, ICatalogReader catalog)
    {
        ComposedPrompt composed = PromptComposition.Compose(prompt, key => ComposedPrompts.CurrentOf(catalog, key));
        return composed.Errors.IsEmpty && !ReferenceEquals(composed.Version, prompt) ? checks.Check(composed.Version) : composed.Errors;
    }

    private static bool IsChanged(CatalogEdit edit, EntryKey key) =>
        edit.Before.Find(key) is { Kind: EntryKind.Prompt }
        && !ReferenceEquals(ComposedPrompts.CurrentOf(edit.Before, key), ComposedPrompts.CurrentOf(edit.After, key));

    /// <summary>The prompts that include the entry, or one that does.</summary>
    private static List<EntryState> Dependents(EntrySet entries, EntryKey changed)
    {
        var seen = new HashSet<EntryKey> { changed };
        var found = new List<EntryState>();
        var open = new Queue<EntryKey>([changed]);
        while (open.TryDequeue(out EntryKey key))
        {
            foreach (EntryState prompt in entries.Matching(Including.Others)
                .Where(prompt => PromptIncludes.Of(prompt.Current).Contains(key) && seen.Add(prompt.Key)))
            {
                found.Add(prompt);
                open.Enqueue(prompt.Key);
            }
        }

        return found;
    }

    /// <summary>Those that include anything: few, and one selection for whatever changes.</summary>
    private sealed record Including : IEntryFilter
    {
        public static Including Others { get; } = new();

        public bool Matches(EntryState state) => !PromptIncludes.Of(state.Current).IsEmpty;
    }
}
