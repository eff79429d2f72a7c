namespace PromptIntel.Hosting.Commands.Checks;

public static class ChecksServiceCollectionExtensions
{
    /// <summary>
    /// The suite and its checks, in the order in which they run and are printed. A program adds checks of its own after them.
    /// </summary>
    public static IServiceCollection AddValidation(this IServiceCollection services)
    {
        services.AddSingleton<ValidationSuite>();
        services.AddSingleton<IValidationCheck, RetrievalCheck>();
        services.AddSingleton<IValidationCheck, CatalogCheck>();
        services.AddSingleton<IValidationCheck, ContentCheck>();
        services.AddSingleton<IValidationCheck, ContentRulesCheck>();
        services.AddSingleton<IValidationCheck, WorkflowBuildCheck>();
        services.AddSingleton<IValidationCheck, SemanticSearchCheck>();
        services.AddSingleton<IValidationCheck, UpdateCheck>();
        services.AddSingleton<IValidationCheck, ExecutionCheck>();
        services.AddSingleton<IValidationCheck, StorageCheck>();
        services.AddSingleton<IValidationCheck, SyncCheck>();
        services.AddSingleton<IValidationCheck, ModelCheck>();
        return services;
    }
}
