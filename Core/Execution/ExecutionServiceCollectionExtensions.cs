using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Previews;
using PromptIntel.Core.Execution.Rewriting;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Jobs.Retention;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

public static class ExecutionServiceCollectionExtensions
{
    /// <summary>
    /// Adds starting and watching executions, and the engine that runs them (driven by the Worker's loop). The host binds
    /// <see cref="ExecutionOptions"/> and may add a durable <see cref="IExecutionStore"/> and <see cref="IExecutionReader"/> before;
    /// without one, executions live in memory.
    /// </summary>
    public static IServiceCollection AddExecution(this IServiceCollection services)
    {
        services.AddOptions<ExecutionOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JsonSchemaValidator>();
        services.TryAddSingleton(provider => new OperationRegistry(provider.GetServices<IOperation>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryValidator, ExtractionValidator>());
        services.TryAddSingleton<ManifestBuilder>();
        services.TryAddSingleton<InMemoryExecutionStore>();
        services.TryAddSingleton<IExecutionStore>(provider => provider.GetRequiredService<InMemoryExecutionStore>());
        services.TryAddSingleton<IExecutionReader>(provider => (IExecutionReader)provider.GetRequiredService<IExecutionStore>());
        services.TryAddSingleton<ISignalRelay, NoSignalRelay>();
        services.TryAddSingleton<ExecutionSignals>();
        services.TryAddSingleton<ExecutionLog>();
        services.TryAddSingleton<WorkflowPinning>();
        services.TryAddSingleton<ExecutionWatch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetention, ExecutionsRetention>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetention, UploadsRetention>());
        services.TryAddSingleton<IModelRateStore, InMemoryModelRateStore>();
        services.TryAddSingleton<ModelPace>();
        services.TryAddSingleton<ModelCalls>();
        services.TryAddSingleton(provider => new WorkflowPreviews(
            provider.GetRequiredService<WorkflowPinning>(),
            provider.GetRequiredService<ModelCalls>(),
            provider.GetRequiredService<JsonSchemaValidator>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>()));
        services.TryAddSingleton(provider => new StagePipeline(
            provider.GetRequiredService<OperationRegistry>(),
            provider.GetRequiredService<ModelCalls>(),
            provider.GetRequiredService<JsonSchemaValidator>(),
            new Random(Environment.ProcessId),
            provider.GetRequiredService<ExecutionLog>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>().Value.MaxValueBytes));
        services.TryAddSingleton<ManifestCache>();
        services.TryAddSingleton<ExecutionRunFactory>();
        services.TryAddSingleton(provider => new ExecutionEngine(
            provider.GetRequiredService<IExecutionStore>(),
            provider.GetRequiredService<ManifestCache>(),
            provider.GetRequiredService<ExecutionRunFactory>(),
            provider.GetRequiredService<ExecutionSignals>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ExecutionLog>()));
        services.TryAddSingleton(provider => new Executions(
            provider.GetRequiredService<WorkflowPinning>(),
            provider.GetRequiredService<IExecutionStore>(),
            provider.GetRequiredService<IExecutionReader>(),
            provider.GetRequiredService<ExecutionEngine>(),
            provider.GetRequiredService<ExecutionWatch>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>()));
        services.TryAddSingleton<ExecutionComparer>();
        services.TryAddSingleton<Approvals>();
        services.TryAddSingleton(provider => new SuggestionRewriter(
            provider.GetRequiredService<PromptCatalog>(), provider.GetRequiredService<CatalogHistory>(),
            provider.GetRequiredService<IModelDirectory>(), provider.GetRequiredService<Executions>()));
        services.TryAddSingleton(provider => new BatchRuns(
            provider.GetRequiredService<WorkflowPinning>(),
            provider.GetRequiredService<IExecutionStore>(),
            provider.GetRequiredService<IExecutionReader>(),
            provider.GetRequiredService<ExecutionWatch>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>()));
        services.TryAddSingleton(provider => new BatchUploads(
            provider.GetRequiredService<WorkflowPinning>(),
            provider.GetRequiredService<IExecutionStore>(),
            provider.GetRequiredService<ExecutionWatch>(),
            provider.GetRequiredService<IOptions<ExecutionOptions>>()));
        return services;
    }
}
