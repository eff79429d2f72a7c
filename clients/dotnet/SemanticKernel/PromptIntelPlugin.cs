using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using Microsoft.SemanticKernel;

using PromptIntel.Client.Caching;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Client.SemanticKernel;

/// <summary>
/// The prompts of one namespace as functions of a kernel. A prompt that somebody improves, adds or archives is changed, added or removed
/// here as soon as the change log tells of it; an invocation renders what everybody gets at that moment, on the server, by the catalog's
/// own rules, and asks the kernel's model. Safe for concurrent use.
/// </summary>
public sealed class PromptIntelPlugin : KernelPlugin
{
    private readonly PromptIntelClient _client;
    private readonly PromptCache _cache;
    private readonly string _namespace;
    private readonly ConditionalWeakTable<PromptDocument, KernelFunction> _functions = [];

    private PromptIntelPlugin(PromptIntelClient client, PromptCache cache, string @namespace)
        : base(FunctionNames.Of(@namespace), $"Prompts of the namespace {@namespace}.")
    {
        _client = client;
        _cache = cache;
        _namespace = @namespace;
    }

    public override int FunctionCount => Functions().Count;

    /// <summary>Reads the namespace's prompts and keeps them from then on.</summary>
    /// <exception cref="PromptIntelException">The key may not read.</exception>
    /// <exception cref="HttpRequestException">No server answers.</exception>
    public static async Task<PromptIntelPlugin> CreateAsync(
        PromptIntelClient client, PromptCache cache, string @namespace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var plugin = new PromptIntelPlugin(client, cache, @namespace);
        await cache.KeepAsync(plugin.Offers, cancellationToken);
        return plugin;
    }

    public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function) =>
        Functions().TryGetValue(name, out function);

    public override IEnumerator<KernelFunction> GetEnumerator() => Functions().Values.GetEnumerator();

    private bool Offers(CatalogEntry entry) => entry.Kind == "prompt" && entry.Namespace == _namespace;

    /// <summary>By the names that Semantic Kernel allows; of two prompts that come to one name the later ones are numbered.</summary>
    private SortedDictionary<string, KernelFunction> Functions()
    {
        var functions = new SortedDictionary<string, KernelFunction>(StringComparer.OrdinalIgnoreCase);

        foreach (CatalogEntry entry in _cache.Entries.Where(Offers))
        {
            if (_cache.TryGetHeld(entry.Reference, out CachedPrompt? held))
            {
                string name = FunctionNames.Of(entry.Name);
                string free = Enumerable.Range(2, int.MaxValue - 2).Select(number => $"{name}_{number}").Prepend(name)
                    .First(candidate => !functions.ContainsKey(candidate));
                functions.Add(free, _functions.GetValue(held.Document, document => CatalogFunction.Of(_client, document, free)));
            }
        }

        return functions;
    }
}
