using Microsoft.Extensions.AI;

using OpenAI;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>An OpenAI-compatible endpoint. One connection pool for all its models.</summary>
internal sealed class OpenAIModelProvider(ModelEndpoint endpoint) : IModelProvider
{
    private readonly OpenAIClient _client = endpoint.CreateClient();

    public string Name => endpoint.Name;

    public bool CanGenerate => true;

    public IChatClient CreateClient(string model) => new OpenAIChatClient(_client.GetChatClient(model).AsIChatClient());

    public IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(string model) =>
        new OpenAIEmbeddingGenerator(_client.GetEmbeddingClient(model).AsIEmbeddingGenerator());
}
