using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// What many rows of one reading say alike, kept once: namespaces, tags, authors, sets of labels. Lives as long as the reading. Safe for
/// concurrent use.
/// </summary>
internal sealed class SharedValues
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, int>> _labels = new(StringComparer.Ordinal);

    public string Text(string text) => _texts.GetOrAdd(text, text);

    public ImmutableDictionary<string, int> Labels(IEnumerable<LabelRow> rows)
    {
        LabelRow[] labels = [.. rows.OrderBy(row => row.Label, StringComparer.Ordinal)];
        return _labels.GetOrAdd(
            string.Join(',', labels.Select(row => $"{row.Label}={row.Number}")),
            static (_, labels) => labels.ToImmutableDictionary(row => row.Label, row => row.Number, StringComparer.Ordinal),
            labels);
    }
}
