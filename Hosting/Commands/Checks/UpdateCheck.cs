using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Leagues;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// An update of the main prompt, on a copy: the version rises and is served, the old one stays readable, a stale writer is refused.
/// </summary>
internal sealed class UpdateCheck(CatalogTransfer source, ILeagueStore leagues) : IValidationCheck
{
    public string Name => "update";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using TrialInstallation copy = await TrialInstallation.CopyAsync(source, leagues, cancellationToken);
        PromptCatalog catalog = copy.Get<PromptCatalog>();
        EntryState before = catalog.Find(MainWorkflow.Extraction)
            ?? throw new ValidationFailedException($"{MainWorkflow.Extraction} is not in the catalog");
        var request = new UpdateEntryRequest
        {
            Key = before.Key,
            Suggestions = ["Ask for the season's last day."],
            ExpectedVersion = before.LatestVersion
        };

        WriteResult written = await copy.Get<CatalogWriter>().UpdateAsync(request, cancellationToken);
        WriteResult stale = await copy.Get<CatalogWriter>().UpdateAsync(request, cancellationToken);

        Require(
            written is WriteResult.Written done && done.Version == before.LatestVersion + 1,
            $"the update came to {written.GetType().Name}, not to version {before.LatestVersion + 1}");
        Require(
            stale is WriteResult.VersionConflict,
            $"an update against version {before.LatestVersion} came to {stale.GetType().Name} although a newer one stands");
        EntryState after = catalog.Find(before.Key)!;
        Require(after.Current.Number == before.LatestVersion + 1, $"version {after.Current.Number} is served after the update");
        Require(after.SuggestionsCount == before.SuggestionsCount + 1, "the suggestion was not attached");
        Require(catalog.Position > before.Position && after.Position == catalog.Position, "the position did not move");
        EntryVersion? old = await catalog.GetAsync(before.Key, VersionSelector.ForVersion(before.Current.Number), cancellationToken);
        Require(old?.ContentHash == before.Current.ContentHash, $"version {before.Current.Number} is no longer readable as it was");
        return $"{before.Key} from version {before.LatestVersion} to {after.LatestVersion} on a copy: served at once, "
            + $"version {before.Current.Number} still readable, a stale writer refused";
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ValidationFailedException(otherwise);
        }
    }
}
