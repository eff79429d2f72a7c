using System.Text.Json;

using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>
/// Type <c>approval</c>: waits for a person, who sees the input; its <c>summary</c> says in a sentence what is asked. Settings, all
/// optional: <c>for</c> (who should answer), <c>deadline</c> (such as <c>3d</c>, at most 90 days) and <c>on_deadline</c> (<c>approve</c>
/// or <c>reject</c>, the default).
/// </summary>
internal sealed class ApprovalOperation : IOperation
{
    private const string DefaultReason = "A person must approve this.";
    private const int LongestFor = 200;

    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(90);

    public string Type => "approval";

    public string Summary => "Waits for a person, who sees the input and decides.";

    public bool CanWait => true;

    public OperationRequirements Require(JsonElement settings)
    {
        var errors = new List<DefinitionError>();
        Read(settings, errors);
        return new OperationRequirements([], [.. errors.Select(error => $"The setting '{error.Path}': {error.Detail}")]);
    }

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        string? summary = context.Input.TryGetProperty("summary", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
        (string? person, Deadline? deadline) = Read(context.Settings, []);
        return Task.FromResult<OperationOutcome>(
            new OperationOutcome.Waiting(context.Input, string.IsNullOrWhiteSpace(summary) ? DefaultReason : summary)
            {
                For = person,
                Deadline = deadline,
            });
    }

    private static (string? For, Deadline? Deadline) Read(JsonElement settings, List<DefinitionError> errors)
    {
        var fields = new FieldReader(settings, "", errors);
        string? person = fields.Text("for");
        string? after = fields.Text("deadline");
        string? rule = fields.Text("on_deadline");
        fields.Finish();

        if (person?.Length > LongestFor)
        {
            fields.Refuse("for", "too_long", $"Must not be longer than {LongestFor} characters.");
        }

        if (rule is not null && after is null)
        {
            fields.Refuse("on_deadline", "unused", "Says nothing without a deadline.");
        }

        DeadlineRule whenDue = DeadlineRule.Reject;

        if (rule is not null && !DeadlineRules.TryParse(rule, out whenDue))
        {
            fields.Refuse("on_deadline", "out_of_range", "Must be approve or reject.");
        }

        TimeSpan? duration = after is null ? null : FieldReader.ParseDuration(after, LongestDeadline);

        if (after is not null && duration is null)
        {
            fields.Refuse("deadline", "invalid_duration", "Must be a whole number with a unit, such as 30m, 8h or 3d, and at most 90d.");
        }

        return (person, duration is { } time ? new Deadline(time, whenDue) : null);
    }
}
