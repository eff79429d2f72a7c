using System.Text.Json;

using FsCheck;
using FsCheck.Fluent;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

public sealed class PlannerPropertyTests
{
    private static readonly JsonElement Input = JsonElement.Parse("""{"rows":[1,2,3],"no":false}""");

    [Fact]
    public void Next_ForAnyGraphAndAnyOutcomes_EndsAndKeepsTheOrderOfNeeds()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Play(new Random(seed))));
    }

    // Everything follows from the seed, so a failing case is one number.
    private static bool Play(Random random)
    {
        Manifest manifest = RandomManifest(random);
        var run = new PlannerRun(manifest, Input);

        for (int turn = 0; turn < 500; turn++)
        {
            PlannerDecision decision = run.Next();
            PlannerDecision replayed = Planner.Next(
                manifest, Input, [.. run.Results.OrderBy(_ => random.Next())], [.. run.Running.Reverse()]);
            Assert.Equal(Describe(decision), Describe(replayed));
            Assert.All(
                decision.Ready,
                invocation => Assert.All(invocation.Stage.Needs, need => Assert.Contains(run.Results.Concat(decision.Ended), result =>
                    result.Path == need && result.ItemKey.Length == 0 && result.Status is StageStatus.Succeeded or StageStatus.Skipped)));

            switch (run.Advance().State)
            {
                case PlannerState.Succeeded or PlannerState.Failed:
                    return run.Running.Count == 0;
                case PlannerState.Waiting:
                    StageResult asked = run.Results.First(result => result.Status == StageStatus.Waiting);
                    run.End(asked.Path, asked.ItemKey, random.Next(3) == 0 ? StageStatus.Failed : StageStatus.Succeeded);
                    break;
                default:
                    Move(run, random);
                    break;
            }
        }

        return false;
    }

    private static void Move(PlannerRun run, Random random)
    {
        if (random.Next(10) == 0)
        {
            run.Crash();
            return;
        }

        (string path, string itemKey) = run.Running[random.Next(run.Running.Count)];
        run.End(path, itemKey, random.Next(12) switch { 0 => StageStatus.Failed, 1 => StageStatus.Waiting, _ => StageStatus.Succeeded });
    }

    private static string Describe(PlannerDecision decision) => string.Join(
        "; ",
        decision.Ready.Select(ready => $"{ready.Stage.Path}#{ready.ItemKey}={ready.Input}")
            .Concat(decision.Ended.Select(ended => $"{ended.Path}#{ended.ItemKey}:{ended.Status}"))
            .Append(decision.State.ToString()));

    private static Manifest RandomManifest(Random random)
    {
        var reference = new PinnedReference(new Core.Catalog.EntryKey("components", "echo"), 1, "hash");
        JsonElement empty = JsonElement.Parse("{}");
        List<PlannedStage> stages = [];

        for (int index = 0; index < 1 + random.Next(8); index++)
        {
            stages.Add(new PlannedStage
            {
                Path = $"s{index}",
                Operation = reference,
                OperationType = "test.echo",
                Settings = empty,
                With = empty,
                Needs = [.. stages.Where(_ => random.Next(3) == 0).Select(stage => stage.Path)],
                When = random.Next(6) == 0 ? "${input.no}" : null,
                ForEach = random.Next(4) == 0
                    ? new ForEachPolicy(JsonElement.Parse("\"${input.rows}\""), 1 + random.Next(3), random.Next(2) == 0, random.Next(2) == 0
                        ? random.Next(3)
                        : null)
                    : null,
            });
        }

        return new Manifest
        {
            FormatVersion = Manifest.CurrentFormatVersion,
            Workflow = reference,
            // Planning must not lean on the order in which stages are listed.
            Stages = [.. stages.OrderBy(_ => random.Next())],
            Output = empty,
            InputSchema = empty,
            Entries = [],
            Models = [],
            Hash = "",
        };
    }
}
