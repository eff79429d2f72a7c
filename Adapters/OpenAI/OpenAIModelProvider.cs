using Azure.AI.OpenAI;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

using OpenAI;
using OpenAI.Chat;

using PromptIntel.Adapters.SemanticKernel;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>
/// An OpenAI-compatible endpoint, or a resource of Azure OpenAI. One connection pool for all its models, made at the first use.
/// </summary>
internal sealed class OpenAIModelProvider(ModelEndpoint endpoint) : IModelProvider
{
    private const string Connector = "azure";

    private readonly Lazy<OpenAIClient> _client = new(endpoint.CreateClient);

    public string Name => endpoint.Name;

    public bool CanGenerate => true;

    /// <summary>The chat service of a kernel of its own.</summary>
    public IChatClient CreateClient(string model)
    {
        IKernelBuilder kernel = Kernel.CreateBuilder();

        if (_client.Value is AzureOpenAIClient azure)
        {
            kernel.AddAzureOpenAIChatClient(endpoint.DeploymentOf(model), azure, Connector);
            // Without the pipeline that the connector puts around it, which would answer calls of tools by itself and unrecorded.
            kernel.Services.AddSingleton<IChatClient>(services =>
                Client(services.GetRequiredKeyedService<IChatClient>(Connector).GetRequiredService<ChatClient>()));
        }
        else
        {
            kernel.Services.AddSingleton<IChatClient>(Client(_client.Value.GetChatClient(model)));
        }

        return new KernelChatClient(kernel.Build());
    }

    public IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(string model) =>
        new OpenAIEmbeddingGenerator(_client.Value.GetEmbeddingClient(endpoint.DeploymentOf(model)).AsIEmbeddingGenerator());

    private static OpenAIChatClient Client(ChatClient client) => new OpenAIChatClient(client.AsIChatClient());
}
