using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows.Components;

namespace PromptIntel.Core.Tests.Workflows.Components;

/// <summary>What uses what, and who would feel a change.</summary>
public sealed class ComponentCatalogTests
{
    private readonly TestCatalog _catalog = new();

    public ComponentCatalogTests()
    {
        _catalog.Add(EntryKind.Schema, "components/answer", """{"type":"object"}""");
        _catalog.Add(EntryKind.Prompt, "general/tone", Prompt("Be kind."));
        _catalog.Add(EntryKind.Prompt, "workflows/ask", Prompt("{{> general/tone}}", ""","output_schema":"components/answer" """));
        _catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/ask"}}""");
        _catalog.AddEcho("echo", """{"$ref":"components/answer"}""");
        _catalog.AddRecipe("inner", """[{"id":"a","uses":"ask"},{"id":"b","uses":"echo"}]""");
        _catalog.AddRecipe("main", """[{"id":"x","uses":"inner"},{"id":"y","uses":"workflows/inner"},{"id":"z","uses":"echo"}]""");
        _catalog.Add(EntryKind.Solver, "workflows/solve", """{"input_schema":{"type":"object"},"recipes":["main"]}""");
    }

    private ComponentCatalog Components => new(_catalog, Manifests.Operations, new ComposedPrompts(_catalog), Checks.All());

    [Theory]
    [InlineData("workflows/solve", "workflows/main")]
    [InlineData("workflows/main", "workflows/inner(x,y) components/echo(z)")]
    [InlineData("components/ask", "types/prompt workflows/ask")]
    [InlineData("workflows/ask", "general/tone components/answer")]
    [InlineData("types/prompt", "")]
    public void Uses_AreWhatAComponentRefersToItself(string key, string uses)
    {
        Component component = Components.Find(Key(key))!;

        Assert.Equal(
            uses,
            string.Join(
                ' ',
                component.Uses.Select(use => use.Stages.IsEmpty ? $"{use.Key}" : $"{use.Key}({string.Join(',', use.Stages)})")));
    }

    [Theory]
    [InlineData("general/tone", "workflows/ask")]
    [InlineData("components/answer", "components/echo workflows/ask")]
    [InlineData("components/echo", "workflows/inner workflows/main")]
    [InlineData("types/prompt", "components/ask")]
    [InlineData("workflows/solve", "")]
    public void UsedBy_AreThoseThatReferToIt(string key, string users)
    {
        Assert.Equal(users, string.Join(' ', Components.UsersOf(Key(key))));
    }

    [Fact]
    public void Keys_AreTheComponentsAndTheTypes_AndFollowTheCatalog()
    {
        ComponentCatalog components = Components;
        int before = components.Keys.Length;

        _catalog.AddEcho("another");

        Assert.Equal(before + 1, components.Keys.Length);
        Assert.Contains(Key("types/test.echo"), components.Keys);
        Assert.Equal(
            ["components/another", "components/ask", "components/echo", "workflows/inner", "workflows/main", "workflows/solve"],
            components.Keys.Where(key => key.Namespace != Component.TypeNamespace).Select(key => key.ToString()));
    }

    [Fact]
    public void Solver_UsesThePromptThatPlans_AndTheSchemaOfThePlan()
    {
        _catalog.Add(EntryKind.Schema, "components/plan", """{"type":"object"}""");
        _catalog.Add(EntryKind.Prompt, "workflows/chain", Prompt("Plan."));
        _catalog.Add(
            EntryKind.Solver, "workflows/advise",
            """{"input_schema":{"type":"object"},"plan_schema":"components/plan","prompt":"chain","recipes":["inner"]}""");

        Assert.Equal(
            ["components/plan", "workflows/inner", "workflows/chain"],
            Components.Find(Key("workflows/advise"))!.Uses.Select(use => use.Key.ToString()));
        Assert.Equal([Key("workflows/advise")], Components.UsersOf(Key("components/plan")));
        Assert.Equal([Key("workflows/advise")], Components.UsersOf(Key("workflows/chain")));
    }

    [Fact]
    public void Find_SaysWhatAComponentTakesAndGives()
    {
        Component ask = Components.Find(Key("components/ask"))!;
        Component recipe = Components.Find(Key("workflows/main"))!;

        Assert.Equal("object", ask.OutputSchema!.Value.GetProperty("type").GetString());
        Assert.Equal("prompt", ask.Type);
        Assert.Equal("{}", recipe.Output!.Value.GetRawText());
        Assert.Null(Components.Find(Key("types/nothing")));
    }

    [Fact]
    public void Expand_ShowsTheWholeClosure_AndNothingTwice()
    {
        ComponentTree tree = Components.Expand(Components.Find(Key("workflows/solve"))!);

        Assert.Equal(
            "workflows/solve[workflows/main[workflows/inner["
            + "components/ask[types/prompt[] workflows/ask[general/tone[] components/answer[]]] "
            + "components/echo[types/test.echo[] components/answer[]]] components/echo*]]",
            Text(tree));
    }

    private static string Text(ComponentTree tree) => tree.IsShownBefore
        ? $"{tree.Component.Key}*"
        : $"{tree.Component.Key}[{string.Join(' ', tree.Uses.Select(Text))}]";

    private static string Prompt(string text, string more = "") =>
        $$"""{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{text}}"}],"variables":{"type":"object"}{{more}}}""";

    private static EntryKey Key(string text) => EntryKey.TryParse(text, null, out EntryKey key) ? key : default;
}
