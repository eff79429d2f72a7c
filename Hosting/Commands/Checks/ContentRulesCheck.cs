using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Every clause that a tier requires, or a region names, stands in the library.</summary>
internal sealed class ContentRulesCheck(ICatalogReader catalog) : IValidationCheck
{
    public string Name => "content rules";

    public Task<string> RunAsync(CancellationToken cancellationToken) =>
        ContractRules.FindMissingClauses(catalog) is { IsEmpty: false } missing
            ? throw new ValidationFailedException($"required clauses are not in the library: {string.Join("; ", missing)}")
            : Task.FromResult($"{ContractRules.CountClauses(catalog)} clauses, all that tiers and regions require among them");
}
