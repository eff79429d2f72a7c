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
            _ => !_providers.Values.Any(provider => provider.CanGenerate && !IsForEmbeddingsOnly(provider.Name)),
        };
    }

    /// <summary>Whether the offline extractor answers everything.</summary>
    public bool IsOffline { get; }

    /// <summary>The provider and the model that a name without an alias means.</summary>
    public static (string Provider, string Model) Split(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (name[..slash], name[(slash + 1)..]) : (OpenAIProvider, name);

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

        (string provider, string model) = Split(target);
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

    // The embedding model names it, and nothing that answers a prompt does: whoever configured it wants vectors, not another answerer.
    private bool IsForEmbeddingsOnly(string provider) =>
        _options.EmbeddingModel is { Length: > 0 } embedding && Split(embedding).Provider == provider &&
        !_options.Aliases.Values.Append(_options.DefaultModel).Any(model => Split(model).Provider == provider);

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
