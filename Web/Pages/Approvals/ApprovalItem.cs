using System.Text.RegularExpressions;

namespace PromptIntel.Web.Pages.Approvals;

/// <summary>A stage that waits for a person.</summary>
public sealed partial record ApprovalItem(
    Guid ExecutionId, string Workflow, string Namespace, int Version, string Stage, string ItemKey, string Reason, string? For,
    DateTimeOffset Since, DateTimeOffset? DueAt, string? WhenDue)
{
    public string Name => ItemKey.Length == 0 ? Stage : $"{Stage} [{ItemKey}]";

    public string Address => ItemKey.Length == 0
        ? $"/approvals/{ExecutionId}/{Uri.EscapeDataString(Stage)}"
        : $"/approvals/{ExecutionId}/{Uri.EscapeDataString(Stage)}?item={Uri.EscapeDataString(ItemKey)}";

    /// <summary>Why it waits, without the routes that a program answers by: here there are buttons.</summary>
    public static string Sentence(string reason) => Routes().Replace(reason, "");

    [GeneratedRegex(@",? ?(by )?POST /api/\S+/approve,?|\(\.\.\./reject\) ?", RegexOptions.NonBacktracking)]
    private static partial Regex Routes();
}
