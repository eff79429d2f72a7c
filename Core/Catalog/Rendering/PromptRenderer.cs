using System.Text.Json;

using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Renders prompts. A prompt is compiled on its first render and kept by content hash; safe for concurrent use. Variables are data:
/// no value ever becomes template text.
/// </summary>
public sealed class PromptRenderer(IOptions<CatalogOptions> options)
{
    private readonly CompiledPromptCache _cache = new(options.Value.CompiledPrompts);

    /// <summary>Fills a prompt's templates with <paramref name="variables"/> (a JSON object, or undefined for none).</summary>
    /// <exception cref="ArgumentException">The version is not a prompt, or its body is one this build cannot read.</exception>
    public RenderResult Render(EntryVersion prompt, JsonElement variables)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return _cache.Get(prompt).Render(variables);
    }
}
