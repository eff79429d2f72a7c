using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Access;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Instances;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Sessions;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>
/// Every store of a port is held to the port's suite. A store "X" is tested by a class whose name is X, or X with
/// its product before it, and "Tests".
/// </summary>
public sealed class SuiteCoverageTests
{
    private const string Relational = "Relational";

    private static readonly string[] RelationalProducts = ["Sqlite", "Postgres"];

    private static readonly (Type Port, Type Suite)[] Ports =
    [
        (typeof(ICatalogStore), typeof(CatalogStoreConformance)),
        (typeof(IAccessKeyStore), typeof(AccessKeyStoreConformance)),
        (typeof(IAnalyticsStore), typeof(AnalyticsStoreConformance)),
        (typeof(IAuditStore), typeof(AuditStoreConformance)),
        (typeof(IExecutionStore), typeof(ExecutionStoreConformance)),
        (typeof(IInstanceStore), typeof(InstanceStoreConformance)),
        (typeof(IJobRunStore), typeof(JobRunStoreConformance)),
        (typeof(IJobScheduleStore), typeof(JobScheduleStoreConformance)),
        (typeof(ILeagueStore), typeof(LeagueStoreConformance)),
        (typeof(IEmbeddingStore), typeof(EmbeddingStoreConformance)),
        (typeof(ILeaseStore), typeof(LeaseStoreConformance)),
        (typeof(IModelRateStore), typeof(ModelRateStoreConformance)),
        (typeof(ISearchIndex), typeof(SearchIndexConformance)),
        (typeof(ISessionKeyStore), typeof(SessionKeyStoreConformance)),
        (typeof(IDocumentStore), typeof(DocumentStoreConformance)),
        (typeof(IUserStore), typeof(UserStoreConformance)),
        (typeof(IOutboxStore), typeof(OutboxStoreConformance)),
        (typeof(ISyncCursorStore), typeof(SyncCursorStoreConformance)),
    ];

    [Fact]
    public void EveryPort_HasASuite()
    {
        IEnumerable<Type> ports = typeof(ICatalogStore).Assembly.GetTypes().Where(
            type => type.IsInterface && type.Name.EndsWith("Store", StringComparison.Ordinal));

        Assert.Empty(ports.Except(Ports.Select(one => one.Port)));
    }

    [Fact]
    public void EveryStore_HasADerivedSuite()
    {
        foreach ((Type port, Type suite) in Ports)
        {
            Type[] stores = [.. new[] { port.Assembly, typeof(RelationalDatabase).Assembly }
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type is { IsClass: true, IsAbstract: false } && port.IsAssignableFrom(type))];
            string[] suites =
                [.. typeof(SuiteCoverageTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(suite)).Select(type => type.Name)];

            Assert.NotEmpty(stores);
            Assert.All(stores.SelectMany(NamesOf), store => Assert.Contains($"{store}Tests", suites));
        }
    }

    // The relational stores are written once and tested on each product.
    private static IEnumerable<string> NamesOf(Type store) =>
        store.Name.StartsWith(Relational, StringComparison.Ordinal)
            ? RelationalProducts.Select(product => product + store.Name[Relational.Length..])
            : [store.Name];
}
