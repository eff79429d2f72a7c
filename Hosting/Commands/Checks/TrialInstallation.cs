using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Mail;
using PromptIntel.Core.Records;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// An installation in memory, to try on what must leave no trace in the real one: its own catalog, example leagues and engine, and the
/// offline extractor, so that nothing is called and nothing costs.
/// </summary>
internal sealed class TrialInstallation : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TrialInstallation(ServiceProvider services) => _services = services;

    /// <summary>An empty one.</summary>
    public static async Task<TrialInstallation> CreateAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IModelDirectory>(
            _ => new ModelDirectory(new InferenceOptions { Provider = InferenceProvider.Offline }, [new OfflineModelProvider()]));
        services.AddPromptIntelCatalog();
        services.AddPromptSearch();
        services.AddPromptIntelWorkflows();
        services.AddDocuments();
        services.AddLeagues();
        services.AddMail();
        services.AddSolving();
        services.AddRecords();
        services.AddContracts();
        services.AddExecution();
        var trial = new TrialInstallation(services.BuildServiceProvider());
        await trial.Get<PromptCatalog>().LoadAsync(cancellationToken);
        return trial;
    }

    /// <summary>One with the entries, versions and labels of a catalog, and its example leagues.</summary>
    public static async Task<TrialInstallation> CopyAsync(CatalogTransfer source, ILeagueStore leagues, CancellationToken cancellationToken)
    {
        TrialInstallation trial = await CreateAsync(cancellationToken);

        try
        {
            await trial.CopyCatalogAsync(source, cancellationToken);
            await trial.CopyExamplesAsync(leagues, cancellationToken);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task CopyCatalogAsync(CatalogTransfer source, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();

        await foreach (ReadOnlyMemory<byte> line in source.ExportAsync(cancellationToken))
        {
            await lines.WriteAsync(line, cancellationToken);
            lines.WriteByte((byte)'\n');
        }

        lines.Position = 0;

        await foreach (ImportLineResult result in Get<CatalogTransfer>().ImportAsync(
            lines, author: null, mayPublish: true, cancellationToken))
        {
            if (result.Status == ImportStatus.Refused)
            {
                throw new ValidationFailedException($"{result.Key} cannot be copied: {string.Join("; ", result.Errors)}");
            }
        }
    }

    private async Task CopyExamplesAsync(ILeagueStore leagues, CancellationToken cancellationToken)
    {
        ILeagueStore own = Get<ILeagueStore>();
        LeagueExamplePage page;
        string? after = null;

        do
        {
            page = await leagues.ListExamplesAsync(new LeagueExampleQuery(After: after), cancellationToken);
            await own.UpsertExamplesAsync(page.Items, cancellationToken);
            after = page.NextCursor;
        }
        while (after is not null);
    }
}
