using System.Collections.Immutable;

namespace PromptIntel.Core.Sync;

/// <summary>A mark that a document at a target is behind. What the document becomes is read when the mark is delivered.</summary>
/// <param name="Since">The oldest change that the target has not got.</param>
/// <param name="Attempts">How often the target refused it.</param>
/// <param name="Error">Why it was refused last.</param>
public sealed record OutboxRow(
    Guid Id, string Target, SyncDocument Document, DateTimeOffset Since, int Attempts, bool IsParked, string? Error);

/// <param name="OldestSince">The oldest change not delivered; null when there is none.</param>
/// <param name="Parked">Rows that wait for an operator; not counted in <paramref name="Pending"/>.</param>
public sealed record OutboxBacklog(string Target, long Pending, DateTimeOffset? OldestSince, long Parked);

/// <summary>
/// Marks for other places. They are appended by the stores whose data they are about, in the transaction that changes it, and only for
/// targets that are configured; this port delivers them. A mark for a document that has one already replaces it under a new id, so
/// that a delivery in progress cannot complete a change it has not read, and keeps its age and its place. Safe for concurrent use, by any
/// number of processes. An outage throws an <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface IOutboxStore
{
    /// <summary>
    /// Up to <paramref name="limit"/> rows of a target that are due by the store's clock, oldest first. All rows of an owner
    /// stay behind while one of them waits to be tried again; parked rows hold nobody back. Taking changes nothing.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> TakeAsync(string target, int limit, CancellationToken cancellationToken);

    /// <summary>Removes delivered rows. Those replaced meanwhile are others and stay.</summary>
    Task CompleteAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Counts a refusal and tries again after <paramref name="delay"/>.</summary>
    Task RetryAsync(Guid id, string error, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Counts a refusal and leaves the row to an operator.</summary>
    Task ParkAsync(Guid id, string error, CancellationToken cancellationToken);

    /// <summary>Parked rows of a target, oldest first.</summary>
    Task<IReadOnlyList<OutboxRow>> ListParkedAsync(string target, int limit, CancellationToken cancellationToken);

    /// <summary>Makes parked rows due again with their attempts forgotten: one, or all of a target. Gives how many.</summary>
    Task<int> RetryParkedAsync(string target, Guid? id, CancellationToken cancellationToken);

    /// <summary>By target, those with rows only.</summary>
    Task<ImmutableArray<OutboxBacklog>> MeasureAsync(CancellationToken cancellationToken);
}
