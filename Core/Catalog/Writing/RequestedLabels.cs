using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Which labels a request asks for. Whether they may move is decided by every <see cref="ILabelRule"/>.</summary>
internal static class RequestedLabels
{
    /// <summary>Null, and the labels that go to the new version; or the refusal.</summary>
    public static WriteResult? Read(ImmutableArray<string>? requested, bool mayPublish, out ImmutableArray<string> labels)
    {
        labels = requested is { } given ? [.. given.Distinct(StringComparer.Ordinal)] : [mayPublish ? VersionSelector.ProductionLabel : VersionSelector.CandidateLabel];
        return labels.FirstOrDefault(label => !EntryLabels.IsSettable(label)) is { } bad ? Refuse(bad) : null;
    }

    public static WriteResult.BadRequest Refuse(string label) =>
        new([new EntryError("labels", label == VersionSelector.LatestLabel ? "The label latest is automatic." : $"A label must match {EntryLabels.Pattern}.")]);
}
