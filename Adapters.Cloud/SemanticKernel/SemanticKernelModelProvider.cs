// Marked for evaluation in Semantic Kernel 1.82: AddOpenAIChatClient. The older AddOpenAIChatCompletion loses response formats on its way.
#pragma warning disable SKEXP0010

using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

using OpenAI;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Cloud.SemanticKernel;

/// <summary>An OpenAI-compatible endpoint behind a kernel for each model; one connection pool for all of them.</summary>
internal sealed class SemanticKernelModelProvider(ModelEndpoint endpoint) : IModelProvider
{
    private readonly OpenAIClient _client = endpoint.CreateClient();

    public string Name => endpoint.Name;

    public bool CanGenerate => true;

    public IChatClient CreateClient(string model)
    {
        Kernel kernel = Kernel.CreateBuilder().AddOpenAIChatClient(model, _client).Build();
        return new OpenAIChatClient(kernel.GetRequiredService<IChatClient>());
    }
}
