using System.Text.RegularExpressions;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>What makes a provider a resource of Azure OpenAI is whole, or refused at start by its key.</summary>
internal sealed partial class ProviderRules : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        string[] faults =
        [
            .. from provider in options.Providers
               let fault = FaultOf(provider.Value)
               where fault is not null
               select $"{InferenceOptions.SectionName}:Providers:{provider.Key}:{fault}",
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? FaultOf(ProviderOptions provider) => provider switch
    {
        { BaseUrl: null } => $"{nameof(provider.BaseUrl)} is not set.",
        { ApiVersion: null, Deployments.Count: > 0 } =>
            $"{nameof(provider.Deployments)} are of Azure OpenAI, which needs {nameof(provider.ApiVersion)}.",
        { ApiVersion: { } version } when !Version().IsMatch(version) =>
            $"{nameof(provider.ApiVersion)} must be such as 2024-10-21 or 2025-04-01-preview.",
        { ApiVersion: not null, ApiKey: null or "" } => $"{nameof(provider.ApiKey)} is not set, and Azure OpenAI asks for one.",
        _ => null,
    };

    [GeneratedRegex("^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
