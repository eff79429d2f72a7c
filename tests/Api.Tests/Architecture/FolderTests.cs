using System.Collections.Immutable;

using PromptIntel.Adapters.Redis;
using PromptIntel.Hosting.Installation;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Architecture;

/// <summary>As in Core: the folders of a capability, or of a product, build on each other in one direction.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData(typeof(RedisOptions))]
    [InlineData(typeof(InstallationBuild))]
    [InlineData(typeof(Program))]
    public void Folders_OfACapability_UseEachOtherInOneDirectionOnly(Type anyOf)
    {
        ImmutableArray<FolderUse> uses = FolderUses.Of(anyOf.Assembly);

        var circles = uses.GroupBy(use => use.Capability).SelectMany(capability => FolderUses.InCircles([.. capability]));

        Assert.NotEmpty(uses);
        Assert.Empty(circles.Select(use => use.ToString()));
    }
}
