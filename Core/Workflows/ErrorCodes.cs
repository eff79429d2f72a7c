namespace PromptIntel.Core.Workflows;

/// <summary>
/// The codes of stages, model calls and executions that failed. Stored and read by callers, so a code keeps its name and its meaning;
/// docs/problems.md tells users the same.
/// </summary>
public static class ErrorCodes
{
    /// <summary>The input of the stage does not fit its schema, or the operation cannot use it.</summary>
    public const string InvalidInput = "invalid_input";

    /// <summary>The output does not fit its schema or cannot be kept, or the model's answer is not what was asked for.</summary>
    public const string InvalidOutput = "invalid_output";

    /// <summary>An input or output is longer than the most bytes that are kept of a value.</summary>
    public const string ValueTooLarge = "value_too_large";

    /// <summary>What the wires come to is nested too deep.</summary>
    public const string ValueTooDeep = "value_too_deep";

    /// <summary>What <c>for_each</c> is wired to is not a list.</summary>
    public const string InvalidItems = "invalid_items";

    /// <summary>The list of <c>for_each</c> is longer than one stage may repeat.</summary>
    public const string TooManyItems = "too_many_items";

    /// <summary>More items of <c>for_each</c> failed than <c>max_failures</c> allows.</summary>
    public const string TooManyFailures = "too_many_failures";

    /// <summary>A person rejected what the stage showed.</summary>
    public const string Rejected = "rejected";

    /// <summary>The stage failed and left no reason.</summary>
    public const string StageFailed = "stage_failed";

    /// <summary>No result within the timeout of the stage, or something that the operation waited for gave up.</summary>
    public const string Timeout = "timeout";

    /// <summary>Something that the operation needs could not be reached.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>This build has no operation of the type that the stage is pinned to.</summary>
    public const string UnknownOperation = "unknown_operation";

    /// <summary>The operation broke off with an exception that it did not announce: a bug.</summary>
    public const string OperationFailed = "operation_failed";

    /// <summary>A configuration entry that the operation reads does not hold what it must.</summary>
    public const string InvalidConfiguration = "invalid_configuration";

    /// <summary>The pinned version of an entry does not pass the checks of this build.</summary>
    public const string UnusableVersion = "unusable_version";

    /// <summary>A template asks for more than rendering allows.</summary>
    public const string RenderLimit = "render_limit";

    /// <summary>A template cannot be rendered with these variables.</summary>
    public const string TemplateError = "template_error";

    /// <summary>No language model stands behind the name, and this needs one.</summary>
    public const string ModelRequired = "model_required";

    /// <summary>The model did not answer in time.</summary>
    public const string ModelTimeout = "model_timeout";

    /// <summary>The model's endpoint asked to be left alone for a while.</summary>
    public const string ModelRateLimited = "model_rate_limited";

    /// <summary>The model's endpoint refused the request.</summary>
    public const string ModelRefused = "model_refused";

    /// <summary>The model's endpoint could not be reached or failed.</summary>
    public const string ModelUnavailable = "model_unavailable";

    /// <summary>A message cannot be sent to a model as it is; nothing of it is left out in silence.</summary>
    public const string UnsupportedMessage = "unsupported_message";

    /// <summary>The answer was cut at the limit of tokens.</summary>
    public const string AnswerTruncated = "answer_truncated";

    /// <summary>The endpoint's content filter stopped the answer.</summary>
    public const string AnswerFiltered = "answer_filtered";

    /// <summary>The model refused to answer.</summary>
    public const string AnswerRefused = "answer_refused";

    /// <summary>The model answered nothing, only its reasoning, or only calls of tools.</summary>
    public const string AnswerEmpty = "answer_empty";

    /// <summary>The stream of an answer ended early, or carried an error.</summary>
    public const string StreamBroken = "stream_broken";

    /// <summary>Of a call to a model or a tool that ended before its answer, because the stage or the process did.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The model called a tool that it was not offered.</summary>
    public const string UnknownTool = "unknown_tool";

    /// <summary>The model called tools more often than it may.</summary>
    public const string TooManyToolCalls = "too_many_tool_calls";

    /// <summary>A tool that the model called failed.</summary>
    public const string ToolFailed = "tool_failed";

    /// <summary>A tool that the model called gave no result in time.</summary>
    public const string ToolTimeout = "tool_timeout";

    /// <summary>The budget of the execution does not leave enough for the call, or was exceeded by one.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>The results of all stages together are longer than an execution may keep.</summary>
    public const string ExecutionTooLarge = "execution_too_large";

    /// <summary>What the execution is pinned to cannot be read by this build, or is damaged.</summary>
    public const string ManifestUnreadable = "manifest_unreadable";

    /// <summary>The processes that ran the execution were lost again and again before a stage was completed.</summary>
    public const string ClaimedTooOften = "claimed_too_often";

    /// <summary>The questionnaire is not text.</summary>
    public const string TextMissing = "text_missing";

    /// <summary>The questionnaire holds no words.</summary>
    public const string TextEmpty = "text_empty";

    /// <summary>The questionnaire is longer than is read.</summary>
    public const string TextTooLong = "text_too_long";

    /// <summary>There is no such document among those of the user whom the execution runs for.</summary>
    public const string DocumentNotFound = "document_not_found";

    /// <summary>The facts are not the object that extraction puts out.</summary>
    public const string FactsMissing = "facts_missing";

    /// <summary>The tier is none that leagues have.</summary>
    public const string UnknownTier = "unknown_tier";
}
