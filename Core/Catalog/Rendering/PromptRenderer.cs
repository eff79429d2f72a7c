using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Renders prompts. A prompt is compiled on its first render and kept by content hash; safe for concurrent use. Variables are data:
/// no value ever becomes template text.
/// </summary>
public sealed class PromptRenderer(IOptions<CatalogOptions> options, VersionChecks checks)
{
    private readonly CompiledPromptCache _cache = new(options.Value.CompiledPrompts);

    /// <summary>Fills a prompt's templates with <paramref name="variables"/> (a JSON object, or undefined for none).</summary>
    /// <exception cref="ArgumentException">The version is not a prompt.</exception>
    public RenderResult Render(EntryVersion prompt, JsonElement variables)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (_cache.Find(prompt) is { } compiled)
        {
            return compiled.Render(variables);
        }

        ImmutableArray<EntryError> problems = Check(prompt);
        return problems.IsEmpty ? _cache.Add(prompt).Render(variables) : new RenderResult.Unusable(problems);
    }

    /// <summary>Why no render of this version can succeed, by field; empty when one can.</summary>
    public ImmutableArray<EntryError> Check(EntryVersion prompt) => checks.Check(prompt);
}
