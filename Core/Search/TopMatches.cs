namespace PromptIntel.Core.Search;

/// <summary>
/// The best <c>limit</c> rows of a stream: a bounded heap with the worst on top. Among equal scores the lower row wins, so that an
/// answer does not depend on the order of arrival.
/// </summary>
internal sealed class TopMatches(int limit)
{
    private readonly (float Score, int Row)[] _heap = new (float, int)[limit];
    private int _count;

    public bool IsFull => _count == _heap.Length && _count > 0;

    /// <summary>The least of the scores kept.</summary>
    public float Least => _heap[0].Score;

    /// <summary>Whether a row would be kept; asked before the cost of a filter is paid.</summary>
    public bool Admits(float score, int row) => _count < _heap.Length || (_heap.Length > 0 && IsWorse(_heap[0], (score, row)));

    public void Add(float score, int row)
    {
        if (_count < _heap.Length)
        {
            _heap[_count++] = (score, row);
            SiftUp(_count - 1);
        }
        else if (Admits(score, row))
        {
            _heap[0] = (score, row);
            SiftDown();
        }
    }

    /// <summary>Empties the heap: the rows kept, best first.</summary>
    public (float Score, int Row)[] Drain()
    {
        var best = new (float Score, int Row)[_count];

        while (_count > 0)
        {
            best[--_count] = _heap[0];
            _heap[0] = _heap[_count];
            SiftDown();
        }

        return best;
    }

    private static bool IsWorse((float Score, int Row) left, (float Score, int Row) right) =>
        left.Score < right.Score || (left.Score == right.Score && left.Row > right.Row);

    private void SiftUp(int child)
    {
        while (child > 0)
        {
            int parent = (child - 1) / 2;
            if (!IsWorse(_heap[child], _heap[parent]))
            {
                return;
            }

            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            child = parent;
        }
    }

    private void SiftDown()
    {
        int parent = 0;
        while (true)
        {
            int child = (2 * parent) + 1;
            if (child >= _count)
            {
                return;
            }

            if (child + 1 < _count && IsWorse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsWorse(_heap[child], _heap[parent]))
            {
                return;
            }

            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            parent = child;
        }
    }
}
