using PromptIntel.Core.Sync;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Every place that copies users' data and the catalog answers and lets us in, and has refused nothing for good.</summary>
internal sealed class SyncCheck(IEnumerable<ISyncTarget> targets, SyncBacklog sync) : IValidationCheck
{
    public string Name => "live documents";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        foreach (ISyncTarget target in targets)
        {
            try
            {
                await target.ProbeAsync(cancellationToken);
            }
            catch (SyncTargetUnavailableException exception)
            {
                throw new ValidationFailedException($"{target.Name} cannot be reached: {exception.Message}");
            }
        }

        TargetBacklog[] backlogs = [.. await sync.ReadAsync(cancellationToken)];

        if (backlogs.FirstOrDefault(backlog => backlog.Parked > 0) is { } parked)
        {
            throw new ValidationFailedException(
                $"{parked.Target} refused {parked.Parked} documents again and again; GET /api/ops/sync shows them");
        }

        return backlogs.Length == 0
            ? "users' data is kept in the database only; set FIREBASE_SERVICE_ACCOUNT_PATH to have it live in Firestore as well"
            : string.Join("; ", backlogs.Select(
                backlog => $"{backlog.Target} answers, {backlog.Pending} documents wait, catalog {backlog.CatalogBehind} changes behind"));
    }
}
