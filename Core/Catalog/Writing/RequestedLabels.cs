using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Which labels a request asks for. Whether they may move is decided by every <see cref="ILabelRule"/>.</summary>
internal static class RequestedLabels
{
    /// <summary>Null, and the labels that go to the new version; or the refusal.</summary>
    public static WriteResult? Read(ImmutableArray<string>? requested, bool mayPublish, out ImmutableArray<string> labels)
    {
        labels = requested is { } given
            ? [.. given.Distinct(StringComparer.Ordinal)]
            : [mayPublish ? VersionSelector.ProductionLabel : VersionSelector.CandidateLabel];
        return TextsOnly("labels", requested)
            ?? (labels.FirstOrDefault(label => !EntryLabels.IsSettable(label)) is { } bad ? Refuse(bad) : null);
    }

    /// <summary>A list of texts may come with nothing in a place; the refusal, or null.</summary>
    public static WriteResult.BadRequest? TextsOnly(string field, ImmutableArray<string>? texts) =>
        texts is { } given && given.Any(text => text is null)
            ? new WriteResult.BadRequest([new EntryError(field, "Each is a text.")])
            : null;

    public static WriteResult.BadRequest Refuse(string label) =>
        new([new EntryError(
            "labels",
            label == VersionSelector.LatestLabel ? "The label latest is automatic." : $"A label must match {EntryLabels.Pattern}.")]);
}
