namespace PromptIntel.Adapters.Relational;

/// <summary>
/// The statements of one transaction, by one caller at a time. Parameters are <c>@name</c> in the text; arguments that it does not name
/// are left out. What is sent without asking for its outcome goes out with the next statement that is asked, or with the commit: so the
/// error of one may only show at a later one.
/// </summary>
public abstract class SqlSession
{
    private readonly Dictionary<string, IGatheredWrites> _gathered = new(StringComparer.Ordinal);

    public abstract SqlDialect Dialect { get; }

    /// <summary>The rows, each mapped by its columns' names; a type of one value takes the first column.</summary>
    public abstract Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken);

    /// <summary>The number of rows changed.</summary>
    public abstract Task<int> ExecuteAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken);

    /// <summary>As <see cref="ExecuteAsync"/> where nobody asks how many rows changed.</summary>
    public abstract Task SendAsync(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken);

    /// <summary>As <see cref="SendAsync"/>, for a SELECT that is there for the lock of its rows alone.</summary>
    public abstract Task LockAsync(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="SendAsync"/>, for a statement that gives rows which are looked at behind a later one, or behind the commit.
    /// </summary>
    public abstract Task<LaterRows<T>> AskAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken);

    /// <summary>
    /// The fence: as <see cref="SendAsync"/>, for an UPDATE without RETURNING that must change a row, or so many. Where it changes fewer,
    /// nothing that follows is done, and the transaction, or its part in a group, comes to nothing with a
    /// <see cref="NoRowChangedException"/>.
    /// </summary>
    public abstract Task RequireAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken, int rows = 1);

    /// <summary>Several statements without parameters.</summary>
    public abstract Task RunScriptAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The only row.</summary>
    public Task<T> QuerySingleAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        return SingleAsync(QueryAsync<T>(sql, arguments, cancellationToken));

        static async Task<T> SingleAsync(Task<IReadOnlyList<T>> rows) => (await rows).Single();
    }

    /// <summary>The only row, or the default when there is none.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        return SingleAsync(QueryAsync<T>(sql, arguments, cancellationToken));

        static async Task<T?> SingleAsync(Task<IReadOnlyList<T>> rows) => (await rows).SingleOrDefault();
    }

    /// <summary>
    /// What is gathered under the key since <see cref="SendGatheredAsync"/> was called last: of the transaction, or of its savepoint.
    /// </summary>
    /// <param name="begin">Where nothing is yet.</param>
    internal async ValueTask<T> GatherAsync<T>(string key, Func<Task<T>> begin)
        where T : class, IGatheredWrites
    {
        if (_gathered.TryGetValue(key, out IGatheredWrites? before))
        {
            return (T)before;
        }

        T first = await begin();
        _gathered.Add(key, first);
        return first;
    }

    /// <summary>Sends what was gathered. Called before the commit, and before a write that might look at it.</summary>
    internal async Task SendGatheredAsync(CancellationToken cancellationToken)
    {
        IGatheredWrites[] gathered = [.. _gathered.Values];
        _gathered.Clear();

        foreach (IGatheredWrites writes in gathered)
        {
            await writes.SendAsync(this, cancellationToken);
        }
    }

    /// <summary>Whose writes were undone, nothing of it is to be sent.</summary>
    internal void ForgetGathered() => _gathered.Clear();

    /// <summary>
    /// Work whose failure undoes it alone; all that it sent has been done when this ends. The exception is the work's own. Where the
    /// failure ends the whole transaction (<see cref="SqlDialect.EndsTransaction"/>) nothing is undone here.
    /// </summary>
    internal abstract Task<T> RunInSavepointAsync<T>(Func<Task<T>> work);
}
