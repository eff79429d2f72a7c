namespace PromptIntel.Api.Errors;

/// <summary>The stable <c>code</c> of every problem answer. Clients switch on them: one may be added, none renamed.</summary>
internal static class ProblemCodes
{
    public const string InvalidRequest = "invalid_request";
    public const string InvalidJson = "invalid_json";
    public const string UnknownField = "unknown_field";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string NotAcceptable = "not_acceptable";
    public const string BodyTooLarge = "body_too_large";
    public const string RouteNotFound = "route_not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string ForeignOrigin = "foreign_origin";
    public const string EntryNotFound = "entry_not_found";
    public const string VersionNotFound = "version_not_found";
    public const string SuggestionNotFound = "suggestion_not_found";
    public const string WorkflowNotFound = "workflow_not_found";
    public const string ExecutionNotFound = "execution_not_found";
    public const string StageNotFound = "stage_not_found";
    public const string BatchNotFound = "batch_not_found";
    public const string ArtifactNotFound = "artifact_not_found";
    public const string LeagueRecordNotFound = "league_record_not_found";
    public const string TargetNotFound = "target_not_found";
    public const string DocumentNotFound = "document_not_found";
    public const string JobNotFound = "job_not_found";
    public const string JobRunNotFound = "job_run_not_found";
    public const string NameTaken = "name_taken";
    public const string VersionConflict = "version_conflict";
    public const string PreconditionFailed = "precondition_failed";
    public const string PreconditionRequired = "precondition_required";
    public const string Archived = "archived";
    public const string LabelRequired = "label_required";
    public const string WrongState = "wrong_state";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string ForeignFormat = "foreign_format";
    public const string InvalidContent = "invalid_content";
    public const string InvalidInput = "invalid_input";
    public const string InvalidWorkflow = "invalid_workflow";
    public const string UnusableVersion = "unusable_version";
    public const string DocumentEncrypted = "document_encrypted";
    public const string DocumentHasNoText = "document_has_no_text";
    public const string DocumentTextUnreadable = "document_text_unreadable";
    public const string DocumentBroken = "document_broken";
    public const string DocumentTooLarge = "document_too_large";
    public const string DocumentTooComplex = "document_too_complex";
    public const string DocumentEncoding = "document_encoding";
    public const string ReadersBusy = "readers_busy";
    public const string ModelRequired = "model_required";
    public const string ModelFailed = "model_failed";
    public const string RenderLimit = "render_limit";
    public const string TooManyRequests = "too_many_requests";
    public const string BehindPosition = "behind_position";
    public const string StorageFull = "storage_full";
    public const string Unavailable = "unavailable";
    public const string Internal = "internal_error";
}
