using Microsoft.Extensions.Options;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Tests.OpenAI;

public sealed class TraitRulesTests
{
    [Theory]
    [InlineData("openai", true)]
    [InlineData("openai/gpt-4.1-mini", true)]
    [InlineData("local", true)]
    [InlineData("local/vendor/model-a", true)]
    [InlineData("locale", false)]
    [InlineData("vendor/model-a", false)]
    public void Validate_OfTraits_RefusesThoseOfNoProviderByTheirKey(string key, bool isKnown)
    {
        var options = new InferenceOptions();
        options.Providers["local"] = new ProviderOptions();
        options.Traits[key] = new ModelTraits();

        ValidateOptionsResult result = new TraitRules().Validate(null, options);

        Assert.Equal(isKnown, result.Succeeded);
        Assert.Equal(!isKnown, result.FailureMessage?.Contains($"Traits:{key} ", StringComparison.Ordinal) ?? false);
    }
}
