using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Review;

/// <summary>Why a review waits for a person, what it asks, and how to answer, in one sentence.</summary>
internal static class ReviewQuestion
{
    private const int MostNamed = 5;

    /// <summary>Null when nobody has to be asked.</summary>
    /// <param name="stage">Its path: in a solver or another recipe it is not that of the recipe alone.</param>
    public static string? Ask(IReadOnlyList<ReviewFlag> flags, ImmutableArray<string> missing, decimal confidence, ReviewPolicy policy,
        Guid execution, string stage)
    {
        string? why = flags.Any(flag => flag.Severity == "error") ? $"the contract does not agree with the facts ({Named(flags, "error")})"
            : missing.Length > 0 ? $"the questionnaire does not state {Listed(missing)}"
            : confidence < policy.ApprovalBelow
            ? $"the confidence of {confidence:0.00} is below {policy.ApprovalBelow:0.00}{Because(flags)}"
            : null;

        return why is null
            ? null
            : $"Waits because {why}: say whether the draft may be kept as it is, "
                + $"by POST /api/executions/{execution}/stages/{Uri.EscapeDataString(stage)}/approve, "
                + "or reject it (.../reject) and send the questionnaire again with what is missing";
    }

    private static string Because(IReadOnlyList<ReviewFlag> flags) =>
        flags.Any(flag => flag.Severity == "warning") ? $" ({Named(flags, "warning")})" : "";

    private static string Named(IReadOnlyList<ReviewFlag> flags, string severity) =>
        Listed([.. flags.Where(flag => flag.Severity == severity).Select(flag => flag.Field ?? flag.Code).Distinct()]);

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
