using System.Text.Json;

using PromptIntel.Bench.Workflows;

namespace PromptIntel.Bench;

/// <summary>
/// Accuracy of the workflows over their labelled inputs, each input and the mean: <c>workflows [name] [--set=...] [--differences]</c>.
/// Without <c>--set</c> the inputs are the judge's, with it those of a folder beside them, such as <c>tune</c>; a workflow without such a
/// folder is passed over. With <c>--differences</c> everything that is not as expected is printed, with <c>--output</c> what came out.
/// </summary>
internal static class WorkflowVerb
{
    private const string SetOption = "--set=";

    private static readonly WorkflowJudge[] Judges =
        [new EmailTriageJudge(), new ContractReviewJudge(), new LeagueAnalysisJudge(), new PdfExtractionJudge()];

    public static int Run(string[] args) => RunAsync(args).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] args)
    {
        string[] names = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
        WorkflowJudge[] chosen = [.. Judges.Where(judge => names.Length == 0 || names.Contains(judge.Workflow))];

        if (chosen.Length < names.Length)
        {
            Console.Error.WriteLine($"usage: bench workflows [{string.Join('|', Judges.Select(judge => judge.Workflow))}] "
                + "[--set=FOLDER] [--differences] [--output]");
            return 2;
        }

        string root = RepositoryRoot.Find();
        await using WorkflowRunner runner = await WorkflowRunner.StartAsync(Path.Combine(root, "content"));
        bool allRan = true;
        string set = args.LastOrDefault(argument => argument.StartsWith(SetOption, StringComparison.Ordinal))?[SetOption.Length..] ?? "";

        foreach (WorkflowJudge judge in chosen)
        {
            string folder = Path.Combine(root, "bench", "Workflows", judge.Workflow, set);

            if (!Directory.Exists(folder))
            {
                continue;
            }

            var accuracies = new List<double>();

            foreach (LabelledInput input in LabelledInput.ReadAll(folder, judge.TextField))
            {
                (double accuracy, bool ran) = await JudgeAsync(runner, judge, input, args);
                accuracies.Add(accuracy);
                allRan &= ran;
            }

            Console.WriteLine($"{judge.Workflow,-24}{"mean",-44}{accuracies.Average(),6:0.000}");
        }

        return allRan ? 0 : 1;
    }

    private static async Task<(double Accuracy, bool Ran)> JudgeAsync(
        WorkflowRunner runner, WorkflowJudge judge, LabelledInput input, string[] args)
    {
        (JsonElement output, string? problem) = await runner.RunAsync(judge.Workflow, input.Input);
        var tally = new Tally();

        if (problem is null)
        {
            judge.Judge(input, output, tally);
        }

        double accuracy = problem is null ? tally.Accuracy : 0;
        Console.WriteLine($"{judge.Workflow,-24}{input.Name,-44}{accuracy,6:0.000}{(problem is null ? "" : "  " + problem)}");

        if (args.Contains("--differences"))
        {
            tally.Differences.ForEach(difference => Console.WriteLine($"    {difference}"));
        }

        if (args.Contains("--output"))
        {
            Console.WriteLine(output.ToString());
        }

        return (accuracy, problem is null);
    }
}
