using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;

namespace PromptIntel.Core.Tests.Inference;

public sealed class ModelDirectoryTests
{
    [Theory]
    [InlineData(null, "openai", "big-1")]
    [InlineData("", "openai", "big-1")]
    [InlineData("default", "openai", "big-1")]
    [InlineData("fast", "local", "small-1")]
    [InlineData("local/other", "local", "other")]
    [InlineData("local/org/other", "local", "org/other")]
    public void Resolve_KnownName_GivesProviderAndModel(string? name, string provider, string model)
    {
        using var directory = Directory(InferenceProvider.Auto, new Remote("openai"), new Remote("local"));

        var resolved = directory.Resolve(name);

        Assert.Equal((provider, model, true), (resolved!.Provider, resolved.Model, resolved.CanGenerate));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("nowhere/model")]
    [InlineData("local/")]
    [InlineData("Fast")]
    public void Resolve_UnknownName_IsNull(string name)
    {
        using var directory = Directory(InferenceProvider.Auto, new Remote("openai"), new Remote("local"));

        Assert.Null(directory.Resolve(name));
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("openai/anything")]
    public void Resolve_WhereTheOfflineExtractorAnswers_GivesItForEveryName(string name)
    {
        using var directory = Directory(InferenceProvider.Auto);

        var resolved = directory.Resolve(name);

        Assert.True(directory.IsOffline);
        Assert.Equal(("offline", false), (resolved!.Provider, resolved.CanGenerate));
        Assert.IsType<OfflineChatClient>(directory.GetClient(resolved));
    }

    [Fact]
    public void Resolve_UnknownAliasOffline_IsNull()
    {
        using var directory = Directory(InferenceProvider.Auto);

        Assert.Null(directory.Resolve("no_such_alias"));
    }

    [Theory]
    [InlineData("big-1", null, true)]
    [InlineData("vectors/writer", null, false)]
    [InlineData("big-1", "vectors/writer", false)]
    public void Auto_WithAProviderForEmbeddings_IsOfflineUnlessSomethingElseNamesIt(string defaultModel, string? alias, bool isOffline)
    {
        InferenceOptions options = new() { DefaultModel = defaultModel, EmbeddingModel = "vectors/minilm" };

        if (alias is not null)
        {
            options.Aliases["fast"] = alias;
        }

        using ModelDirectory directory = new(options, [new OfflineModelProvider(), new Remote("vectors")]);

        Assert.Equal(isOffline, directory.IsOffline);
        Assert.Equal(isOffline ? "offline" : defaultModel.Contains('/') ? "vectors" : null, directory.Resolve("default")?.Provider);
    }

    [Fact]
    public void Offline_ChosenExplicitly_WinsOverAConfiguredEndpoint()
    {
        using var directory = Directory(InferenceProvider.Offline, new Remote("openai"));

        Assert.False(directory.Resolve("default")!.CanGenerate);
    }

    [Fact]
    public void GetClient_ForTheSameModel_IsTheSameClient()
    {
        using var directory = Directory(InferenceProvider.Auto, new Remote("openai"));

        Assert.Same(directory.GetClient(directory.Resolve("default")!), directory.GetClient(directory.Resolve("openai/big-1")!));
    }

    private static ModelDirectory Directory(InferenceProvider provider, params IModelProvider[] remotes) => new(
        new InferenceOptions { Provider = provider, DefaultModel = "big-1", Aliases = { ["fast"] = "local/small-1" } },
        [new OfflineModelProvider(), .. remotes]);

    private sealed class Remote(string name) : IModelProvider
    {
        public string Name => name;

        public bool CanGenerate => true;

        public IChatClient CreateClient(string model) => new OfflineChatClient();
    }
}
