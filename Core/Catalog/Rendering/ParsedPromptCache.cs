using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Telemetry;
using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>Parsed prompts by content hash.</summary>
internal sealed class ParsedPromptCache(int capacity, TemplateLimits limits)
{
    private readonly BoundedCache<string, ParsedPrompt> _parsed = new(capacity);

    public ParsedPrompt? Find(EntryVersion prompt) => _parsed.TryGet(prompt.ContentHash, out ParsedPrompt? parsed) ? parsed : null;

    /// <summary>Parses a version that has passed its checks.</summary>
    public ParsedPrompt Add(EntryVersion prompt)
    {
        if (prompt.Kind != EntryKind.Prompt)
        {
            throw new ArgumentException($"{prompt.Key} is a {prompt.Kind.ToText()}, not a prompt.", nameof(prompt));
        }

        ParsedPrompt parsed = ParsedPrompt.Parse(PromptBody.Read(prompt.Body), limits, out ImmutableArray<EntryError> errors)
            ?? throw new ArgumentException(
                $"{prompt.Key} version {prompt.Number} has not passed its checks: {string.Join("; ", errors)}", nameof(prompt));
        CatalogTelemetry.TemplateParses.Add(1);
        return _parsed.Add(prompt.ContentHash, parsed);
    }
}
