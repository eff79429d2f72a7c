using Microsoft.Extensions.Options;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>Traits of an endpoint that nobody configured would change nothing: they are refused at start, by their key.</summary>
internal sealed class TraitRules : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        string[] known = [ModelDirectory.OpenAIProvider, .. options.Providers.Keys];
        string[] unknown = [.. options.Traits.Keys.Where(key => !known.Contains(key.Split('/')[0], StringComparer.Ordinal))];

        return unknown.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{InferenceOptions.SectionName}:Traits:{unknown[0]} begins with no provider; configured are {string.Join(", ", known)}.");
    }
}
