using System.Diagnostics;
using System.Reflection;

using PromptIntel.Bench.Extraction;
using PromptIntel.Extraction;

namespace PromptIntel.Bench;

/// <summary>
/// Precision and recall of the offline extractor over the labelled documents, by field, by set and by kind of document. With
/// <c>--differences</c> each field that is not as stated; with a file's path its values instead. Exit code 0 only if all goals are met.
/// </summary>
internal static class ExtractionVerb
{
    private const double MostMillisecondsPerPage = 10;

    /// <summary>The set that nobody who changes the reader looks into.</summary>
    private const string Judge = "unseen/judge";

    private static readonly (string Set, double Precision)[] PrecisionGoals = [("tuned", 0.98), ("held_out", 0.98), (Judge, 0.99)];

    /// <summary>By kind of the judging documents.</summary>
    private static readonly (string Kind, double Recall)[] RecallGoals = [("form", 0.92), ("table", 0.88), ("qa", 0.85), ("email", 0.70)];

    public static int Run(string[] args)
    {
        var root = RepositoryRoot.Find();

        if (args.Length > 0 && File.Exists(args[0]))
        {
            Print(ShippedExtraction.Load(root).Extract(File.ReadAllText(args[0])));

            return 0;
        }

        var (extraction, documents) = (ShippedExtraction.Load(root), LabelledDocument.LoadAll(root));
        var speed = ReadingSpeed.Measure(extraction, documents);
        var evaluation = ExtractionEvaluation.Run(extraction, documents);

        Console.WriteLine($"{"field",-34}{"precision",10}{"recall",10}{"stated",8}");

        foreach (var (field, score) in evaluation.ByField)
        {
            Console.WriteLine(
                $"{field,-34}{score.Precision,10:0.000}{score.Recall,10:0.000}{score.Correct + score.Wrong + score.Missed,8}");
        }

        Console.WriteLine();

        foreach (var (set, score) in evaluation.Scores)
        {
            Console.WriteLine(
                $"{set,-34}{score.Precision,10:0.000}{score.Recall,10:0.000}{score.Correct + score.Wrong + score.Missed,8}   "
                    + $"wrong {score.Wrong}, invented {score.Invented}, missed {score.Missed}");
        }

        Console.WriteLine($"\nms a page of 3,000 characters (goal {MostMillisecondsPerPage})");
        Console.WriteLine($"{"first reading of all documents",-34}{speed.First,10:0.0}");
        Console.WriteLine($"{"all documents",-34}{speed.Settled,10:0.0}");

        foreach (var (pages, milliseconds) in speed.ByPages)
        {
            Console.WriteLine($"{$"one text of {pages} pages",-34}{milliseconds,10:0.0}");
        }

        if (args.Contains("--differences"))
        {
            evaluation.Differences.ForEach(Console.WriteLine);
        }

        Console.WriteLine();
        var goals = PrecisionGoals.Select(goal => Meets($"precision of {goal.Set}", evaluation.Scores[goal.Set].Precision, goal.Precision))
            .Concat(RecallGoals.Select(goal => Meets(
                $"recall of {Judge} {goal.Kind}", evaluation.Scores[$"{Judge} {goal.Kind}"].Recall, goal.Recall)))
            .ToList();

        return goals.TrueForAll(isMet => isMet) && (!IsOptimised || speed.Slowest <= MostMillisecondsPerPage) ? 0 : 1;
    }

    private static bool Meets(string name, double value, double goal)
    {
        Console.WriteLine($"{name,-34}{value,10:0.000}   goal {goal:0.00} {(value >= goal ? "met" : "missed")}");

        return value >= goal;
    }

    /// <summary>Only an optimised build is held to the goal of speed.</summary>
    private static bool IsOptimised =>
        typeof(Extractor).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;

    private static void Print(ExtractionAnswer answer)
    {
        foreach (var field in answer.Value.EnumerateObject())
        {
            Console.WriteLine($"{field.Name,-34}{field.Value.GetRawText()}");
        }
    }
}
