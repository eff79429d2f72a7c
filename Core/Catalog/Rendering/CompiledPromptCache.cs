using System.Collections.Concurrent;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Telemetry;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>Compiled prompts by content hash, bounded: a full cache drops the one that entered first.</summary>
internal sealed class CompiledPromptCache(int capacity)
{
    private readonly ConcurrentDictionary<string, CompiledPrompt> _compiled = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public CompiledPrompt? Find(EntryVersion prompt) => _compiled.GetValueOrDefault(prompt.ContentHash);

    /// <summary>Compiles a version that has passed its checks.</summary>
    public CompiledPrompt Add(EntryVersion prompt)
    {
        if (prompt.Kind != EntryKind.Prompt)
        {
            throw new ArgumentException($"{prompt.Key} is a {prompt.Kind.ToText()}, not a prompt.", nameof(prompt));
        }

        CatalogTelemetry.TemplateCompilations.Add(1);
        var compiled = new CompiledPrompt(PromptBody.Read(prompt.Body));
        if (_compiled.TryAdd(prompt.ContentHash, compiled))
        {
            _order.Enqueue(prompt.ContentHash);
            while (_compiled.Count > capacity && _order.TryDequeue(out string? oldest))
            {
                _compiled.TryRemove(oldest, out _);
            }
        }

        return compiled;
    }
}
