using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Components;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Workflows;

public static class WorkflowServiceCollectionExtensions
{
    /// <summary>
    /// Registers the built-in operations, the registry of all operations, and the rule that guards workflows in the catalog.
    /// </summary>
    public static IServiceCollection AddPromptIntelWorkflows(this IServiceCollection services)
    {
        services.TryAddSingleton<JsonSchemaValidator>();
        services.TryAddSingleton<OperationRegistry>();
        services.TryAddSingleton<ComponentCatalog>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IOperation, PromptOperation>(),
            ServiceDescriptor.Singleton<IOperation, TemplateOperation>(),
            ServiceDescriptor.Singleton<IOperation, ValidateOperation>(),
            ServiceDescriptor.Singleton<IOperation, ApprovalOperation>(),
        ]);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IVersionRule, DefinitionRule>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryValidator, WorkflowValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryReferences, WrittenReferences>());
        return services;
    }
}
