using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Architecture;

/// <summary>
/// The folders of a capability build on each other in one direction, so that each can be read, changed and tested without those above it.
/// </summary>
public sealed class FolderTests
{
    private static readonly ImmutableArray<FolderUse> Uses = FolderUses.Of(typeof(ExecutionRecord).Assembly);

    [Fact]
    public void Folders_OfACapability_UseEachOtherInOneDirectionOnly()
    {
        ImmutableArray<FolderUse> circles =
            [.. Uses.GroupBy(use => use.Capability).SelectMany(capability => FolderUses.InCircles([.. capability]))];

        Assert.Empty(circles.Select(use => use.ToString()));
    }

    /// <summary>Everybody uses the words, so they may use nobody.</summary>
    [Fact]
    public void ExecutionRoot_HoldsWordsOnly()
    {
        var wrong = Uses
            .Where(use => use.Capability == "Execution" && FolderUses.IsAtRoot(use.From) && !FolderUses.IsAtRoot(use.To))
            .Where(use => use.From != $"./{nameof(ExecutionServiceCollectionExtensions)}");

        Assert.Empty(wrong.Select(use => use.ToString()));
    }

    [Fact]
    public void Run_IsKnownToNobodyOutsideTheEngine()
    {
        const string Engine = "PromptIntel.Core.Execution.Engine";
        Type[] open = [typeof(ExecutionEngine), typeof(ExecutionServiceCollectionExtensions)];

        var wrong =
            from type in typeof(ExecutionEngine).Assembly.GetTypes()
            let user = FolderUses.Outermost(type)
            where user.Namespace != Engine && !open.Contains(user)
            from used in TypeUses.Of(type)
            let inside = FolderUses.Outermost(used)
            where inside.Namespace == Engine && !open.Contains(inside)
            select $"{user.FullName} uses {inside.Name}";

        Assert.Empty(wrong.Distinct());
    }

    /// <summary>A circle is found whether it is short or long, and the reader of the code is not blind.</summary>
    [Fact]
    public void Circle_IsFoundThroughAThirdFolder()
    {
        static FolderUse Use(string from, string to) => new("Any", from, to, "");
        FolderUse[] circle = [Use("A", "B"), Use("B", "./Word"), Use("./Word", "C"), Use("C", "A")];
        FolderUse[] beside = [Use("D", "A"), Use("C", "E"), Use("./Word", "./Other"), Use("./Other", "./Word")];

        Assert.Empty(circle.Except(FolderUses.InCircles([.. circle, .. beside])));
        Assert.DoesNotContain(FolderUses.InCircles([.. circle, .. beside]), use => use.From == "D" || use.To == "E");
        Assert.Empty(FolderUses.InCircles([.. circle[..^1], .. beside]));
        Assert.Contains(Uses, use => use is { Capability: "Execution", From: "Engine", To: "Stages" });
        Assert.Contains(Uses, use => use is { Capability: "Execution", From: "Models", To: "Journal" });
    }
}
