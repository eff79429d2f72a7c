using System.Collections.Immutable;
using System.Text;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>Files of other tools, imported into a catalog of their own.</summary>
internal sealed class PromptFiles : IDisposable
{
    private readonly ServiceProvider _services;

    public PromptFiles()
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPromptIntelCatalog();
        services.AddPromptIntelExchange();
        _services = services.BuildServiceProvider();
        Catalog = _services.GetRequiredService<PromptCatalog>();
    }

    public PromptCatalog Catalog { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<ImmutableArray<FileResult>> ImportAsync(params (string Path, string Text)[] files) => ImportAsync(null, files);

    public async Task<ImmutableArray<FileResult>> ImportAsync(PromptImportRequest? request, params (string Path, string Text)[] files)
    {
        if (Catalog.CaughtUpAt is null)
        {
            await Catalog.LoadAsync(TestContext.Current.CancellationToken);
        }

        return await Get<PromptImport>().RunAsync(
            files.Select(file => new SourceFile(file.Path, Encoding.UTF8.GetBytes(file.Text))), request ?? new PromptImportRequest(),
            TestContext.Current.CancellationToken);
    }

    /// <summary>The only prompt of the only file.</summary>
    public async Task<(PromptBody Body, EntryVersion Version, FileResult Result)> ImportOneAsync(string path, string text)
    {
        FileResult result = Assert.Single(await ImportAsync((path, text)));
        Assert.True(result.Status == FileStatus.Created, string.Join("; ", result.Errors));
        EntryVersion version = Catalog.Find(result.Key!.Value)!.Current;
        return (PromptBody.Read(version.Body), version, result);
    }

    public void Dispose() => _services.Dispose();
}
