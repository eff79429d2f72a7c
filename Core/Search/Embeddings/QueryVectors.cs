namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// The vectors of the queries that were asked lately, by the generation that embedded them: asking a remote model again costs money and
/// time. Bounded; whoever was not asked for longest goes. Safe for concurrent use.
/// </summary>
internal sealed class QueryVectors(int capacity)
{
    private readonly Lock _using = new();
    private readonly Dictionary<(string Generation, string Text), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _latestFirst = [];

    public float[]? Find(string generation, string text)
    {
        lock (_using)
        {
            if (!_entries.TryGetValue((generation, text), out LinkedListNode<Entry>? found))
            {
                return null;
            }

            _latestFirst.Remove(found);
            _latestFirst.AddFirst(found);
            return found.Value.Vector;
        }
    }

    public void Keep(string generation, string text, float[] vector)
    {
        lock (_using)
        {
            if (capacity == 0 || _entries.ContainsKey((generation, text)))
            {
                return;
            }

            if (_entries.Count == capacity)
            {
                Entry oldest = _latestFirst.Last!.Value;
                _latestFirst.RemoveLast();
                _entries.Remove((oldest.Generation, oldest.Text));
            }

            _entries.Add((generation, text), _latestFirst.AddFirst(new Entry(generation, text, vector)));
        }
    }

    private sealed record Entry(string Generation, string Text, float[] Vector);
}
