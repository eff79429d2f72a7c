namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Rows that a statement gives: they are there once a later statement of its session was asked, or once the transaction is committed.
/// </summary>
public sealed class LaterRows<T>
{
    public IReadOnlyList<T> Rows { get; internal set; } = [];
}
