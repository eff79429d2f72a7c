using System.Text.Json;

using Microsoft.SemanticKernel;

using PromptIntel.Client.Catalog;

namespace PromptIntel.Client.SemanticKernel;

/// <summary>One prompt as a function: its variables are the parameters, its parameters the settings of the call.</summary>
internal static class CatalogFunction
{
    /// <summary>As the catalog names them, and as the connectors of Semantic Kernel read them.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["temperature"] = "temperature",
        ["top_p"] = "top_p",
        ["max_output_tokens"] = "max_tokens",
        ["frequency_penalty"] = "frequency_penalty",
        ["presence_penalty"] = "presence_penalty",
        ["seed"] = "seed",
        ["stop"] = "stop_sequences",
    };

    public static KernelFunction Of(PromptIntelClient client, PromptDocument document, string name)
    {
        PromptVariable[] variables = [.. PromptVariable.Of(document.Whole)];
        var config = new PromptTemplateConfig
        {
            Name = name,
            Description = document.Description,
            InputVariables = [.. variables.Select(variable => new InputVariable
            {
                Name = variable.Name,
                Description = variable.Description,
                IsRequired = variable.IsRequired,
                JsonSchema = variable.Schema.GetRawText(),
                // Everything is escaped where the messages are written, and nothing before it.
                AllowDangerouslySetContent = true,
            })],
        };

        if (document.Content.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object)
        {
            config.AddExecutionSettings(new PromptExecutionSettings
            {
                ExtensionData = parameters.EnumerateObject()
                    .Where(parameter => Settings.ContainsKey(parameter.Name) && parameter.Value.ValueKind != JsonValueKind.Null)
                    .ToDictionary(parameter => Settings[parameter.Name], parameter => (object)parameter.Value),
            });
        }

        return KernelFunctionFactory.CreateFromPrompt(
            new CatalogTemplate(client, document.Reference.Entry, variables), config);
    }
}
