using PromptIntel.Web.Pages.Workflows;

namespace PromptIntel.Web.Tests.Workflows;

/// <summary>What is drawn of a solver that may choose recipes.</summary>
public sealed class GraphLayoutTests
{
    [Fact]
    public void CandidatesOfOneName_AreToldApartByTheirNamespace()
    {
        WorkflowStage[] stages = [new("choose", "Chooses.", "solver.plan", "solver.plan", [], null, 0)];

        GraphLayout layout = GraphLayout.Of(stages, ["sales/extract", "legal/extract", "legal/review"]);

        Assert.Equal(
            ["choose", "may run: sales/extract", "may run: legal/extract", "may run: review"], layout.Nodes.Select(node => node.Stage.Id));
        Assert.Equal(3, layout.Wires.Count);
    }
}
