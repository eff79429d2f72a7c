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
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, int>> _labels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _tags = new(StringComparer.Ordinal);

    public string Text(string text) => _texts.GetOrAdd(text, text);

    /// <param name="json">A JSON array of texts.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public ImmutableArray<string> Tags(string json) => _tags.GetOrAdd(
        json, static (text, shared) => [.. (JsonSerializer.Deserialize<string[]>(text) ?? []).Select(shared.Text)], this);

    public ImmutableDictionary<string, int> Labels(IEnumerable<LabelRow> rows)
    {
        LabelRow[] labels = [.. rows.OrderBy(row => row.Label, StringComparer.Ordinal)];
        return _labels.GetOrAdd(
            string.Join(',', labels.Select(row => $"{row.Label}={row.Number}")),
            static (_, labels) => labels.ToImmutableDictionary(row => row.Label, row => row.Number, StringComparer.Ordinal),
            labels);
    }
}
