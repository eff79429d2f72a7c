using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Leagues.Analysis;
using PromptIntel.Core.Leagues.Classification;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Enrichment;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Leagues.Intake;
using PromptIntel.Core.Leagues.Review;
using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Search;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues;

public static class LeaguesServiceCollectionExtensions
{
    /// <summary>The operations of the league workflows, the example loader, and an in-memory store where no other is registered.</summary>
    public static IServiceCollection AddLeagues(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IOperation, IntakeOperation>(),
            ServiceDescriptor.Singleton<IOperation, EnrichOperation>(),
            ServiceDescriptor.Singleton<IOperation, ClassifyOperation>(),
            ServiceDescriptor.Singleton<IOperation, ScoreOperation>(),
            ServiceDescriptor.Singleton<IOperation, DraftOperation>(),
            ServiceDescriptor.Singleton<IOperation, ReviewOperation>(),
            ServiceDescriptor.Singleton<IOperation, PersistOperation>(),
            ServiceDescriptor.Singleton<IOperation, FactsOperation>(),
            ServiceDescriptor.Singleton<IOperation, ProfileOperation>(),
            ServiceDescriptor.Singleton<IOperation, CompareOperation>(),
            ServiceDescriptor.Singleton<IOperation, AppraiseOperation>(),
            ServiceDescriptor.Singleton<IOperation, MarketViewOperation>(),
        ]);
        services.TryAddSingleton<ILeagueStore, InMemoryLeagueStore>();
        services.TryAddSingleton<LeagueExampleLoader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExampleSource, LeagueExampleSource>());
        return services;
    }
}
