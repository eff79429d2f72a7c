using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Redis;

/// <summary>Transient events that wait to be told to others together. Safe for concurrent use.</summary>
internal sealed class TokenBuffer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<ExecutionEvent>> _waiting = [];

    /// <summary>True for the first that waits: somebody must fetch them soon.</summary>
    public bool Add(Guid id, ExecutionEvent token)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(id, out List<ExecutionEvent>? waiting))
            {
                waiting.Add(token);
                return false;
            }

            _waiting[id] = [token];
            return true;
        }
    }

    /// <summary>Those that wait, in their order; empty when they were fetched before.</summary>
    public IReadOnlyList<ExecutionEvent> Take(Guid id)
    {
        lock (_lock)
        {
            return _waiting.Remove(id, out List<ExecutionEvent>? waiting) ? waiting : [];
        }
    }
}
