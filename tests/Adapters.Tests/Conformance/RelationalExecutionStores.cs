using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>The store of executions with all that it leaves behind, as the product puts it together.</summary>
internal static class RelationalExecutionStores
{
    public static RelationalExecutionStore Of(RelationalDatabase database, SyncRoutes routes) =>
        new(database, new ExecutionEffects(database.Dialect, routes));
}
