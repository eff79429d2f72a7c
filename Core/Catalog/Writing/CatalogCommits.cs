using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// The one way to the store: plan, ask the validators, commit, apply to own memory, nudge the others. A commit is refused by the store
/// when the log has gone on since the validation; then everything is planned and validated anew. Writers of one process take turns, and
/// those of several processes do as soon as they get in each other's way: validating again and again, most of them would never get
/// through. Safe for concurrent use.
/// </summary>
internal sealed class CatalogCommits(
    PromptCatalog catalog, ICatalogStore store, IChangeNudge nudge, WriteRules rules, TimeProvider time) : IDisposable
{
    /// <summary>Each means that another process has written, without a turn, within the milliseconds of a validation.</summary>
    private const int MostAttempts = 20;

    /// <summary>How long a process goes on taking turns after others last wrote at the same time.</summary>
    private static readonly TimeSpan ContentionWindow = TimeSpan.FromSeconds(5);

    /// <summary>Changes in one transaction: one sync to disk for many of them.</summary>
    private const int GroupSize = 200;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private long? _outdatedAt;

    /// <summary>Now, in the resolution that stores keep.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task<WriteResult> WriteAsync(CatalogWrite write, CancellationToken cancellationToken) =>
        (await WriteAsync([write], cancellationToken))[0];

    /// <summary>
    /// Validates the writes together, refuses those that do not fit, commits the others in groups; an answer for each at its own index.
    /// </summary>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<CatalogWrite> writes, CancellationToken cancellationToken)
    {
        var answers = new WriteResult?[writes.Count];
        await _writing.WaitAsync(cancellationToken);
        IAsyncDisposable? turn = null;
        try
        {
            for (int attempt = 1; attempt <= MostAttempts; attempt++)
            {
                if (turn is null && _outdatedAt is { } outdatedAt && time.GetElapsedTime(outdatedAt) < ContentionWindow)
                {
                    turn = await store.TakeTurnAsync(cancellationToken);
                    long before = catalog.Position;
                    await catalog.CatchUpAsync(cancellationToken);
                    _outdatedAt = catalog.Position > before ? time.GetTimestamp() : outdatedAt;
                }

                long validatedAt = catalog.Position;
                List<(int Index, CatalogChange Change)> planned = await PlanAsync(writes, answers, cancellationToken);
                if (await CommitAsync(planned, validatedAt, answers, cancellationToken))
                {
                    break;
                }

                _outdatedAt = time.GetTimestamp();
                await catalog.CatchUpAsync(cancellationToken);
            }
        }
        finally
        {
            await (turn?.DisposeAsync() ?? ValueTask.CompletedTask);
            _writing.Release();
        }

        return [.. answers.Select(answer => answer ?? new WriteResult.Contended(catalog.Position))];
    }

    /// <summary>
    /// What <see cref="WriteAsync(IReadOnlyList{CatalogWrite}, CancellationToken)"/> would refuse now, at its own index; null for what it
    /// would write. Writes nothing.
    /// </summary>
    public async Task<IReadOnlyList<WriteResult?>> ForeseeAsync(IReadOnlyList<CatalogWrite> writes, CancellationToken cancellationToken)
    {
        var answers = new WriteResult?[writes.Count];
        await PlanAsync(writes, answers, cancellationToken);
        return answers;
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>
    /// The changes of the writes that have no answer yet. What a refused change would have brought is not there for the others.
    /// </summary>
    private async Task<List<(int Index, CatalogChange Change)>> PlanAsync(
        IReadOnlyList<CatalogWrite> writes, WriteResult?[] answers, CancellationToken cancellationToken)
    {
        while (true)
        {
            var forecast = new CatalogForecast(catalog, store);
            var planned = new List<(int Index, CatalogChange Change)>();
            for (int index = 0; index < writes.Count; index++)
            {
                PlannedWrite plan = answers[index] is null ? writes[index].Plan(forecast.After) : default;
                answers[index] ??= plan.Answer;
                if (plan.Change is { } wanted)
                {
                    (ForeseenChange change, answers[index]) = await AskAsync(writes[index], wanted, forecast, cancellationToken);
                    if (answers[index] is null)
                    {
                        planned.Add((index, change.Change));
                        forecast.Add(change);
                    }
                }
            }

            ILookup<EntryKey, EntryRefusal> refusals = await rules.ValidateAsync(forecast.Edit, cancellationToken);
            if (refusals.Count == 0)
            {
                return planned;
            }

            foreach ((int index, CatalogChange change) in planned.Where(one => refusals.Contains(one.Change.Key)))
            {
                answers[index] = new WriteResult.Invalid([.. refusals[change.Key].Select(refusal => refusal.ToError(change)).Distinct()]);
            }
        }
    }

    /// <summary>The change with what it comes to, and the refusal when a label rule does not allow it.</summary>
    private async ValueTask<(ForeseenChange Change, WriteResult? Refusal)> AskAsync(
        CatalogWrite write, CatalogChange wanted, CatalogForecast forecast, CancellationToken cancellationToken)
    {
        ForeseenChange foreseen = await forecast.ForeseeAsync(wanted, cancellationToken);
        WriteResult? refusal = rules.Ask(foreseen, write);
        if (refusal is null || wanted is not CatalogChange.ImportContent { IsStaged: false } import)
        {
            return (foreseen, refusal);
        }

        // What a file says is not lost because it may not be published: it waits as a candidate, as beside an improvement.
        foreseen = await forecast.ForeseeAsync(import with { IsStaged = true }, cancellationToken);
        return (foreseen, rules.Ask(foreseen, write));
    }

    /// <summary>False when the log has gone on since the validation; what was committed before has its answer.</summary>
    private async Task<bool> CommitAsync(
        List<(int Index, CatalogChange Change)> planned, long validatedAt, WriteResult?[] answers, CancellationToken cancellationToken)
    {
        foreach ((int Index, CatalogChange Change)[] group in planned.Chunk(GroupSize))
        {
            CatalogChange[] changes = [.. group.Select(one => one.Change)];
            long? condition = changes.Any(CatalogForecast.IsValidated) ? validatedAt : null;
            IReadOnlyList<WriteResult> results = await store.CommitAsync(changes, condition, cancellationToken);
            if (results[0] is WriteResult.Contended)
            {
                return false;
            }

            // The store has seen nothing between the validation and this group, so the next group stands right behind it.
            validatedAt = Math.Max(validatedAt, Apply(results));
            for (int index = 0; index < group.Length; index++)
            {
                answers[group[index].Index] = results[index];
            }
        }

        return true;
    }

    /// <summary>The last position applied; 0 when there was none.</summary>
    private long Apply(IReadOnlyList<WriteResult> results)
    {
        long last = 0;
        foreach (WriteResult.Written applied in results.OfType<WriteResult.Written>())
        {
            catalog.Apply(applied.Position, applied.State);
            last = applied.Position;
        }

        if (last > 0)
        {
            nudge.Publish(last);
        }

        return last;
    }
}
