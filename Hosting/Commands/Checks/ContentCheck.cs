using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Every content file is sound, and was imported here. Read into a catalog in memory: nothing is imported by looking.</summary>
internal sealed class ContentCheck(ICatalogStore store, ILeagueStore leagues, IOptions<ContentOptions> options) : IValidationCheck
{
    private static readonly EntryKey ExampleSchema = new("components", "league_example");

    public string Name => "content";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string directory = options.Value.Locate()
            ?? throw new ValidationFailedException($"no content directory found ({ContentOptions.SectionName}:Path)");
        await using TrialInstallation trial = await TrialInstallation.CreateAsync(cancellationToken);
        ContentReport report = await trial.Get<ContentLoader>().LoadAsync(directory, cancellationToken);
        RefuseErrors(directory, report.Errors.Select(error => error.ToString()));
        LeagueExampleLoad examples = await LoadExamplesAsync(trial, directory, cancellationToken);
        RefuseErrors(directory, examples.Errors.Select(error => $"examples/{error.File}:{error.Line}: {error.Detail}"));

        var imported = new HashSet<ContentImport>(await store.ReadContentImportsAsync(cancellationToken));
        string[] waiting = [.. (await trial.Get<ICatalogStore>().ReadContentImportsAsync(cancellationToken))
            .Where(import => !imported.Contains(import))
            .Select(import => import.Key.ToString())
            .Order(StringComparer.Ordinal)];

        if (waiting.Length > 0)
        {
            throw new ValidationFailedException(
                $"{waiting.Length} of {report.Files} files are not imported as they are now (build does it): {string.Join(", ", waiting)}");
        }

        int loaded = (await leagues.CountExamplesAsync(cancellationToken)).Sum(count => count.Count);

        if (loaded < examples.Total)
        {
            throw new ValidationFailedException($"{loaded} of {examples.Total} example leagues are loaded (build does it)");
        }

        return $"{report.Files} files of {directory} imported, {examples.Total} example leagues, none broken";
    }

    private static void RefuseErrors(string directory, IEnumerable<string> errors)
    {
        if (string.Join("; ", errors) is { Length: > 0 } text)
        {
            throw new ValidationFailedException($"broken in {directory}: {text}");
        }
    }

    private static async Task<LeagueExampleLoad> LoadExamplesAsync(
        TrialInstallation trial, string directory, CancellationToken cancellationToken) =>
        trial.Get<PromptCatalog>().Find(ExampleSchema) is { } schema
            ? await trial.Get<LeagueExampleLoader>().LoadAsync(Path.Combine(directory, "examples"), schema.Current.Body, cancellationToken)
            : throw new ValidationFailedException($"{directory} has no schema {ExampleSchema}");
}
