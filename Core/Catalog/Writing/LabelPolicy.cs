using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Which labels a new version gets, and whether the caller may give them.</summary>
internal static class LabelPolicy
{
    /// <summary>Null, and the labels; or the refusal.</summary>
    public static WriteResult? Decide(ImmutableArray<string>? requested, bool mayPublish, out ImmutableArray<string> labels)
    {
        labels = requested is { } given ? [.. given.Distinct(StringComparer.Ordinal)] : [mayPublish ? VersionSelector.ProductionLabel : VersionSelector.CandidateLabel];
        foreach (string label in labels)
        {
            if (!EntryLabels.IsSettable(label))
            {
                return BadLabel(label);
            }

            if (!mayPublish && label != VersionSelector.CandidateLabel)
            {
                return new WriteResult.PublishForbidden(label);
            }
        }

        return null;
    }

    public static WriteResult.BadRequest BadLabel(string label) =>
        new([new EntryError("labels", label == VersionSelector.LatestLabel ? "The label latest is automatic." : $"A label must match {EntryLabels.Pattern}.")]);
}
