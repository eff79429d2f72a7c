using System.Data.Common;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// A transaction of a product behind a network: statements are added and go out together, in one round trip, with the first whose
/// outcome is asked for or with the commit. So the error of one may only show at a later one.
/// </summary>
internal abstract class PipelinedTransaction : DbTransaction
{
    /// <summary>Adds one statement. Parameters are <c>@name</c> in its text; arguments that it does not name are left out.</summary>
    public abstract void Add(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments);

    /// <summary>Whether so much waits that it should go out.</summary>
    public abstract bool IsFull { get; }

    /// <summary>Sends what was added; the number of rows that the last statement changed.</summary>
    public abstract Task<int> SendAsync(CancellationToken cancellationToken);

    /// <summary>Sends what was added; the rows of the last statement; those of a SELECT before it, sent for its lock, are passed over.</summary>
    public abstract Task<DbDataReader> QueryAsync(CancellationToken cancellationToken);

    /// <summary>Sends what was added, then runs a text of several statements without parameters.</summary>
    public abstract Task RunScriptAsync(string sql, CancellationToken cancellationToken);
}
