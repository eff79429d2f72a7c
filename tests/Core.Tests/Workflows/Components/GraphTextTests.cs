using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Solving;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Components;

namespace PromptIntel.Core.Tests.Workflows.Components;

public sealed class GraphTextTests
{
    [Fact]
    public async Task Mermaid_ShowsStagesWiresAndSubRecipes()
    {
        Assert.Equal(
            """
            flowchart TD
              subgraph w["workflows/main@1"]
                w_in(["input"])
                s1["a<br/>components/echo@1"]
                s3["c<br/>components/echo@1<br/>when #36;#123;stages.in.output.succeeded#125; #61;#61; #34;#60;x#62;#34;"]
                subgraph s0["in<br/>workflows/inner@1<br/>for each of #36;#123;input.rows#125;"]
                  s0_in(["input"])
                  s2["b<br/>components/echo@1"]
                  s0_out(["output"])
                end
                w_out(["output"])
              end
              w_in -- "text" --> s1
              s0_out -- "succeeded" --> s3
              s0_in -- "#42;" --> s2
              s2 -- "n" --> s0_out
              s1 -.-> s0_in
              w_in -- "rows" --> s0_in
              s3 -- "#42;" --> w_out

            """,
            GraphText.Mermaid(await ManifestAsync()));
    }

    [Fact]
    public async Task Dot_QuotesWhatAnAuthorWrote()
    {
        string dot = GraphText.Dot(await ManifestAsync());

        Assert.Contains(
            """s3 [label="c\ncomponents/echo@1\nwhen ${stages.in.output.succeeded} == \"<x>\""];""", dot, StringComparison.Ordinal);
        Assert.Contains("subgraph cluster_s0 {", dot, StringComparison.Ordinal);
        Assert.Contains("""w_in -> s1 [label="text"];""", dot, StringComparison.Ordinal);
        Assert.Contains("s1 -> s0_in [style=dotted];", dot, StringComparison.Ordinal);
        Assert.Equal(dot.Count(letter => letter == '{') - 1, dot.Count(letter => letter == '}') - 1);
    }

    [Fact]
    public async Task OfASolver_ShowsWhatItMayChoose_ApartFromItsStages()
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        Manifest manifest = await Manifests.BuildAsync(catalog, "solve");

        string mermaid = GraphText.Mermaid(manifest);
        string dot = GraphText.Dot(manifest);

        Assert.Contains("  c0[\"reading<br/>workflows/reading@1<br/>may be chosen\"]:::candidate\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("  c1[\"drafting<br/>workflows/drafting@1<br/>may be chosen\"]:::candidate\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("  s2 -.-> c0\n  c0 -.-> w_out\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("s2[\"choose<br/>", mermaid, StringComparison.Ordinal);
        Assert.EndsWith("  classDef candidate stroke-dasharray: 5 3\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("""  c1 [label="drafting\nworkflows/drafting@1\nmay be chosen", style=dashed];""", dot, StringComparison.Ordinal);
        Assert.Contains("  s2 -> c1 [style=dotted];\n  c1 -> w_out [style=dotted];\n", dot, StringComparison.Ordinal);
    }

    private static Task<Manifest> ManifestAsync()
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddRecipe("inner", """[{"id":"b","uses":"echo","with":{"v":"${input}"}}]""", """{"r":"${stages.b.output.n}"}""");
        catalog.AddRecipe(
            "main",
            """
            [{"id":"a","uses":"echo","with":{"v":"${input.text}"}},
             {"id":"in","uses":"inner","for_each":{"items":"${input.rows}"},"with":{}},
             {"id":"c","uses":"echo","when":"${stages.in.output.succeeded} == \"<x>\""}]
            """,
            """{"r":"${stages.c.output}"}""");
        return Manifests.BuildAsync(catalog);
    }
}
