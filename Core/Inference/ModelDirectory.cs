using System.Collections.Concurrent;

using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference;

/// <summary>
/// Resolves aliases and <c>provider/model</c> names by the options. Where the offline extractor answers, every name that could be
/// resolved resolves to it, so that a workflow written for a model still runs as far as reading goes.
/// </summary>
public sealed class ModelDirectory : IModelDirectory, IDisposable
{
    public const string DefaultAlias = "default";
    public const string OfflineProvider = "offline";
    public const string OfflineModel = "offline-extractor";
    public const string OpenAIProvider = "openai";

    private readonly InferenceOptions _options;
    private readonly Dictionary<string, IModelProvider> _providers;
    private readonly ConcurrentDictionary<(string Provider, string Model), Lazy<IChatClient>> _clients = new();

    public ModelDirectory(InferenceOptions options, IEnumerable<IModelProvider> providers)
    {
        _options = options;
        _providers = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);
        IsOffline = options.Provider switch
        {
            InferenceProvider.Offline => true,
            InferenceProvider.OpenAI => false,
            _ => !_providers.Values.Any(provider => provider.CanGenerate),
        };
    }

    /// <summary>Whether the offline extractor answers everything.</summary>
    public bool IsOffline { get; }

    public ResolvedModel? Resolve(string? name)
    {
        string asked = string.IsNullOrEmpty(name) ? DefaultAlias : name;

        if (Target(asked) is not { } target)
        {
            return null;
        }

        if (IsOffline)
        {
            return new ResolvedModel(asked, OfflineProvider, OfflineModel, CanGenerate: false);
        }

        int slash = target.IndexOf('/', StringComparison.Ordinal);
        (string provider, string model) = slash < 0 ? (OpenAIProvider, target) : (target[..slash], target[(slash + 1)..]);

        return model.Length > 0 && _providers.TryGetValue(provider, out var found)
            ? new ResolvedModel(asked, provider, model, found.CanGenerate)
            : null;
    }

    public IChatClient GetClient(ResolvedModel model) =>
        _clients.GetOrAdd(
            (model.Provider, model.Model),
            key => new Lazy<IChatClient>(() => _providers.TryGetValue(key.Provider, out var provider)
                ? provider.CreateClient(key.Model)
                : throw new ModelCallException(ModelCallFailure.Refused, $"No provider '{key.Provider}' is configured."))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    // What a name stands for; null for a bare name that is no alias.
    private string? Target(string asked)
    {
        if (_options.Aliases.TryGetValue(asked, out string? aliased))
        {
            return aliased;
        }

        return asked == DefaultAlias ? _options.DefaultModel : asked.Contains('/', StringComparison.Ordinal) ? asked : null;
    }
}
