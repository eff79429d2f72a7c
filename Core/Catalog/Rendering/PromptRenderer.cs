using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Renders prompts. A prompt is parsed on its first render and kept by content hash; safe for concurrent use. Variables are data:
/// no value ever becomes template text.
/// </summary>
public sealed class PromptRenderer(IOptions<CatalogOptions> options, VersionChecks checks, TimeProvider time)
{
    private readonly ParsedPromptCache _cache = new(options.Value.ParsedPrompts, TemplateLimits.Of(options.Value));

    /// <summary>
    /// Fills a prompt's templates with <paramref name="variables"/> (a JSON object, or undefined for none), within the limits of
    /// <see cref="CatalogOptions"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The version is not a prompt.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public RenderResult Render(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (_cache.Find(prompt) is { } parsed)
        {
            return parsed.Render(variables, time, cancellationToken);
        }

        ImmutableArray<EntryError> problems = Check(prompt);
        return problems.IsEmpty ? _cache.Add(prompt).Render(variables, time, cancellationToken) : new RenderResult.Unusable(problems);
    }

    /// <summary>Why no render of this version can succeed, by field; empty when one can.</summary>
    public ImmutableArray<EntryError> Check(EntryVersion prompt) => checks.Check(prompt);
}
