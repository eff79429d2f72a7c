using System.ClientModel;
using System.ClientModel.Primitives;

using Microsoft.Extensions.AI;

using OpenAI;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>An OpenAI-compatible endpoint. One connection pool for all its models.</summary>
internal sealed class OpenAIModelProvider(string name, Uri? baseUrl, string apiKey, TimeSpan timeout) : IModelProvider
{
    private readonly OpenAIClient _client = new(
        new ApiKeyCredential(apiKey),
        new OpenAIClientOptions
        {
            Endpoint = baseUrl,
            NetworkTimeout = timeout,
            // A repeated call is the stage's decision and is recorded as an attempt.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });

    public string Name => name;

    public bool CanGenerate => true;

    public IChatClient CreateClient(string model) => new OpenAIChatClient(_client.GetChatClient(model).AsIChatClient());

    public IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(string model) =>
        new OpenAIEmbeddingGenerator(_client.GetEmbeddingClient(model).AsIEmbeddingGenerator());
}
