using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference.Offline;

/// <summary>The offline extractor as a provider: one client, whatever the model is called.</summary>
public sealed class OfflineModelProvider : IModelProvider
{
    public string Name => ModelDirectory.OfflineProvider;

    public bool CanGenerate => false;

    public IChatClient CreateClient(string model) => new OfflineChatClient();
}
