using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Telemetry;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>Parsed prompts by content hash, bounded: a full cache drops the one that entered first.</summary>
internal sealed class ParsedPromptCache(int capacity, TemplateLimits limits)
{
    private readonly ConcurrentDictionary<string, ParsedPrompt> _parsed = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public ParsedPrompt? Find(EntryVersion prompt) => _parsed.GetValueOrDefault(prompt.ContentHash);

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
        if (_parsed.TryAdd(prompt.ContentHash, parsed))
        {
            _order.Enqueue(prompt.ContentHash);
            while (_parsed.Count > capacity && _order.TryDequeue(out string? oldest))
            {
                _parsed.TryRemove(oldest, out _);
            }
        }

        return parsed;
    }
}
