using PromptIntel.Core.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Architecture;

/// <summary>The folders of a capability build on each other in one direction, so that each can be read, changed and tested without those above it.</summary>
public sealed class FolderTests
{
    [Fact]
    public void Folders_OfACapability_UseEachOtherInOneDirectionOnly()
    {
        var circles = FolderUses.Of(typeof(ExecutionRecord).Assembly)
            .GroupBy(use => use.Capability)
            .SelectMany(capability => FolderUses.InCircles([.. capability]));

        Assert.Empty(circles.Select(use => use.ToString()));
    }
}
