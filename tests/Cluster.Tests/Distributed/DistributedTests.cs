// Processes and servers share few cores; one test at a time lets them keep their leases.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Tests on one cluster, one after another.</summary>
[CollectionDefinition(nameof(DistributedTests))]
public sealed class DistributedTests : ICollectionFixture<WorkersCluster>;
