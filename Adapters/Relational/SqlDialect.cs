namespace PromptIntel.Adapters.Relational;

/// <summary>
/// The few places where SQL products differ. Instants are stored as whole Unix milliseconds, JSON as text, in every product.
/// </summary>
public sealed record SqlDialect
{
    /// <summary>Name of the product: for people, and in the names of migrations that are for it alone.</summary>
    public required string Name { get; init; }

    /// <summary>Whether everything that writes waits for one writer, so that a look before is worth its price.</summary>
    public required bool HasOneWriter { get; init; }

    /// <summary>
    /// Ends a SELECT whose rows must stay as they are until the transaction ends; empty where the transaction
    /// already holds the only writer.
    /// </summary>
    public required string RowLock { get; init; }

    /// <summary>As <see cref="RowLock"/>, passing over rows that another transaction holds.</summary>
    public required string RowLockSkippingLocked { get; init; }

    /// <summary>As <see cref="RowLock"/>, beside others that do the same: the rows may be read and referred to, not deleted.</summary>
    public required string RowShare { get; init; }

    /// <summary>An expression: the database's clock at this very statement, in Unix milliseconds.</summary>
    public required string NowMilliseconds { get; init; }

    /// <summary>An expression: the text at a top-level property of a JSON text column, whose letters compare by their numbers.</summary>
    public required Func<string, string, string> JsonText { get; init; }

    /// <summary>
    /// A condition: the column is one of the values of a list parameter such as <c>@ids</c>. <c>NOT</c> before it: it is none of them.
    /// </summary>
    public required Func<string, string, string> IsIn { get; init; }

    /// <summary>What a migration's text becomes before it is run.</summary>
    public Func<string, string> Definitions { get; init; } = sql => sql;

    /// <summary>Whether the exception says that a unique key is taken already.</summary>
    public required Func<Exception, bool> IsUniqueViolation { get; init; }

    /// <summary>Whether the exception ends the transaction it comes from, and not only the part since a savepoint.</summary>
    public required Func<Exception, bool> EndsTransaction { get; init; }
}
