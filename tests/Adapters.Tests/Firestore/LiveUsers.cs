using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Firestore;
using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Adapters.Tests.Sqlite;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>
/// Users' data and a catalog in a database of their own, delivered to a project in Firestore. Several on one
/// database are several processes.
/// </summary>
internal sealed class LiveUsers : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LiveUsers(ServiceProvider services) => _services = services;

    public IUserStore Users => Get<IUserStore>();

    public IOutboxStore Outbox => Get<IOutboxStore>();

    public ISyncTarget Target => Get<ISyncTarget>();

    public ISyncSource Source => Get<ISyncSource>();

    public static async Task<LiveUsers> OpenAsync(SqliteFile file, FirestoreProject project, string? timeout = null)
    {
        SqliteDatabase database = await file.OpenAsync(TestContext.Current.CancellationToken);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["FIRESTORE_EMULATOR_HOST"] = project.Host,
                ["GOOGLE_CLOUD_PROJECT"] = project.Id,
                ["PromptIntel:Firestore:Timeout"] = timeout ?? "00:01:00",
            })
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging();
        services.Configure<SyncOptions>(sync =>
        {
            sync.PollInterval = TimeSpan.FromMilliseconds(20);
            sync.Backoff = TimeSpan.FromMilliseconds(50);
            sync.MaxBackoff = TimeSpan.FromMilliseconds(200);
            sync.LeaseDuration = TimeSpan.FromSeconds(2);
        });
        services.AddPromptIntelFirestore(configuration);
        services.AddPromptIntelSqlite(database);
        services.AddPromptIntelCatalog();
        services.AddUsers();
        services.AddSync();
        return new LiveUsers(services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Ends an execution for each event.</summary>
    public Task RecordAsync(params HistoryEvent[] events) =>
        UserRecords.RecordAsync(Get<RelationalDatabase>(), Get<SyncRoutes>(), events, TestContext.Current.CancellationToken);

    /// <summary>Delivers until nothing waits, or fails.</summary>
    public async Task DeliverAsync()
    {
        while (await Outbox.TakeAsync(Target.Name, 100, TestContext.Current.CancellationToken) is { Count: > 0 } rows)
        {
            IReadOnlyDictionary<Guid, string> refusals = await Target.DeliverAsync(rows, Source, TestContext.Current.CancellationToken);
            Assert.Empty(refusals);
            await Outbox.CompleteAsync([.. rows.Select(row => row.Id)], TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}
