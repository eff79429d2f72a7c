// Processes and servers share few cores; one test at a time lets them keep their leases.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Tests on one cluster, one after another.</summary>
[CollectionDefinition(nameof(DistributedTests))]
public sealed class DistributedTests : ICollectionFixture<WorkersCluster>;
