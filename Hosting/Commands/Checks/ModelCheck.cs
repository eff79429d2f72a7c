using Microsoft.Extensions.Options;

using PromptIntel.Core.Inference;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Who answers: every alias resolves. Nobody is called, so a key that no longer works is not found out here.</summary>
internal sealed class ModelCheck(IModelDirectory models, IOptions<InferenceOptions> options) : IValidationCheck
{
    public string Name => "model";

    public Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string[] names = [
            ModelDirectory.DefaultAlias,
            .. options.Value.Aliases.Keys.Where(alias => alias != ModelDirectory.DefaultAlias).Order(StringComparer.Ordinal)
        ];
        string[] unresolved = [.. names.Where(name => models.Resolve(name) is null)];

        if (unresolved.Length > 0)
        {
            throw new ValidationFailedException(
                $"no configured provider stands behind {string.Join(", ", unresolved)} ({InferenceOptions.SectionName})");
        }

        ResolvedModel answering = models.Resolve(null)!;
        return Task.FromResult(answering.CanGenerate
            ? $"{answering.Provider}/{answering.Model} answers, {names.Length} names resolve; not called"
            : "the offline extractor answers: reads, does not write; set OPENAI_API_KEY to use a language model");
    }
}
