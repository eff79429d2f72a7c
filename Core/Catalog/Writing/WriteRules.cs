using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Everything that a write is asked before it is committed, the same for every door. Safe for concurrent use.</summary>
public sealed class WriteRules(VersionChecks checks, IEnumerable<IEntryValidator> validators, IEnumerable<ILabelRule> labelRules)
{
    private readonly ImmutableArray<IEntryValidator> _validators = [.. validators];
    private readonly ImmutableArray<ILabelRule> _labelRules = [.. labelRules];

    /// <summary>The first refusal of a label rule; null when every label may move as the change moves it.</summary>
    internal WriteResult? Ask(ForeseenChange foreseen, CatalogWrite write)
    {
        if (foreseen.After is not { } after || !CatalogForecast.IsValidated(foreseen.Change))
        {
            return null;
        }

        foreach (LabelMove move in LabelMoves.Of(foreseen.Change, foreseen.Before, after, write.Door, write.MayPublish))
        {
            foreach (ILabelRule rule in _labelRules)
            {
                if (rule.Decide(move) is LabelDecision.Refused refused)
                {
                    return new WriteResult.PublishForbidden(move.Label, refused.Reason);
                }
            }
        }

        return null;
    }

    /// <summary>The reasons against an edit, by entry: what is wrong with a version by itself, or else what the validators say.</summary>
    internal async ValueTask<ILookup<EntryKey, EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        // What a version breaks by being broken itself would only be noise beside its own errors.
        List<EntryRefusal> refusals =
            [.. edit.Candidates.SelectMany(
                candidate => checks.Check(candidate).Select(error => new EntryRefusal(candidate.Key, error, candidate.Number)))];
        foreach (IEntryValidator validator in edit.Entries.IsEmpty || refusals.Count > 0 ? [] : _validators)
        {
            refusals.AddRange(await validator.ValidateAsync(edit, cancellationToken));
        }

        HashSet<EntryKey> edited = [.. edit.Entries.Select(entry => entry.Key)];
        return refusals.Find(refusal => !edited.Contains(refusal.Key)) is { } stray
            ? throw new InvalidOperationException($"A validator refused {stray.Key}, which is not written.")
            : refusals.ToLookup(refusal => refusal.Key);
    }
}
