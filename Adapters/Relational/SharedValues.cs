using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// What many rows of one reading say alike, kept once: namespaces, tags, authors, sets of labels. Lives as long as the reading. Safe for
/// concurrent use.
/// </summary>
internal sealed class SharedValues
{
    private static readonly ImmutableDictionary<string, int> NoLabels =
        ImmutableDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    // By what a set comes from: the same one without its last label.
    private readonly ConcurrentDictionary<(ImmutableDictionary<string, int> Before, string Label, int Number),
        ImmutableDictionary<string, int>> _labels = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _tags = new(StringComparer.Ordinal);

    public string Text(string text) => _texts.GetOrAdd(text, text);

    /// <param name="json">A JSON array of texts.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public ImmutableArray<string> Tags(string json) => _tags.GetOrAdd(
        json,
        static (text, shared) =>
            [.. (JsonSerializer.Deserialize<string?[]>(text) ?? []).Select(tag => shared.Text(tag ?? throw new JsonException()))],
        this);

    public ImmutableDictionary<string, int> Labels(IEnumerable<LabelRow> rows)
    {
        ImmutableDictionary<string, int> labels = NoLabels;

        foreach (LabelRow row in rows.OrderBy(row => row.Label, StringComparer.Ordinal))
        {
            labels = _labels.GetOrAdd((labels, row.Label, row.Number), static set => set.Before.Add(set.Label, set.Number));
        }

        return labels;
    }
}
