using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// One relational database: transactions to read and to write in. The stores are written against this and against
/// <see cref="SqlDialect"/>, not against a product. An outage throws <see cref="StoreUnavailableException"/>.
/// </summary>
public abstract class RelationalDatabase
{
    private readonly ConcurrentDictionary<string, WriterTurn> _holds = [];

    public abstract SqlDialect Dialect { get; }

    /// <summary>Product and place, for people; no secrets.</summary>
    public abstract string Location { get; }

    /// <summary>
    /// Whether there is no room left to write, or the last write failed for want of it; then a small write is
    /// tried, to see whether it is over.
    /// </summary>
    public virtual Task<bool> IsFullAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>
    /// Waits until the database answers and brings its schema up to this build. Before it nothing else is called; idempotent.
    /// </summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it; an exception or a cancellation before the commit rolls it back.
    /// When the task has ended well the change is durable. Must not be nested: the writer may be held by the caller.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, for writes that would wait for one another's row: those of this process
    /// under one key may be committed together. One that fails takes nothing of the others with it.
    /// </summary>
    public abstract Task<T> WriteTogetherAsync<T>(
        string key, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> on one unchanging snapshot of what was committed before.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// The rows of one statement that only reads, as <see cref="SqlSession.QueryAsync"/>; cheaper than a transaction around it.
    /// </summary>
    public virtual Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, (string Name, SqlValue Value)[] arguments, CancellationToken cancellationToken) =>
        ReadAsync((session, token) => session.QueryAsync<T>(sql, arguments, token), cancellationToken);

    /// <summary>
    /// Waits until nobody holds <paramref name="name"/>, in this process or, where several share the database, in
    /// another; then holds it until disposed, or until this process stalls or loses the connection. For work that is quicker one at a time;
    /// what it must guard asks <see cref="IStoreHold.VerifyAsync"/>.
    /// </summary>
    public virtual async Task<IStoreHold> HoldAsync(string name, CancellationToken cancellationToken) =>
        new LocalHold(await _holds.GetOrAdd(name, _ => new WriterTurn()).TakeAsync(cancellationToken));

    /// <summary>The schema changes of this build that the database has not had, by name; empty when the schema is complete.</summary>
    public Task<ImmutableArray<string>> FindMissingMigrationsAsync(CancellationToken cancellationToken) =>
        SchemaMigrations.FindMissingAsync(this, cancellationToken);

    /// <summary>As the generic form, for work without a result.</summary>
    public Task WriteAsync(Func<SqlSession, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async (session, token) =>
            {
                await work(session, token);
                return true;
            },
            cancellationToken);
}
