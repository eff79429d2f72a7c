using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sessions;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemorySessionKeyStoreTests : SessionKeyStoreConformance
{
    protected override Task<ISessionKeyStore> CreateStoreAsync() => Task.FromResult<ISessionKeyStore>(new InMemorySessionKeyStore());

    protected override ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;
}
