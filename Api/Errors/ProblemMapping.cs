using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using PromptIntel.Core.Access;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Rewriting;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Search;
using PromptIntel.Core.Users;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Errors;

/// <summary>What each refusal of Core is over HTTP. A test walks the result families and fails on a case without a mapping.</summary>
internal static class ProblemMapping
{
    public static ProblemHttpResult ToUnknownFacets(IEnumerable<string> names) => Problems.Result(
        StatusCodes.Status422UnprocessableEntity,
        ProblemCodes.UnknownFacet,
        "Not a facet",
        $"Entries can be filtered by {string.Join(", ", SearchFacets.Names.Order(StringComparer.Ordinal))}.",
        names.ToDictionary(name => $"facets.{name}", _ => new[] { "is not a facet" }));

    public static ProblemHttpResult ToProblem(WriteResult refused) => refused switch
    {
        WriteResult.NotFound { What: "suggestion" } => NotFound(ProblemCodes.SuggestionNotFound, "No such suggestion"),
        WriteResult.NotFound { What: "entry" } =>
            NotFound(ProblemCodes.EntryNotFound, "No such entry", "There is no entry of this namespace and name, or it is archived."),
        WriteResult.NotFound missing =>
            NotFound(ProblemCodes.VersionNotFound, $"No such {missing.What}", $"The entry has no such {missing.What}."),
        WriteResult.NameTaken => Conflict(ProblemCodes.NameTaken, "The name is taken", "An entry of this namespace and name exists."),
        WriteResult.VersionConflict conflict => Conflict(
            ProblemCodes.VersionConflict,
            "Somebody wrote in between",
            $"expected_version is not the latest; the latest is {conflict.LatestVersion}."),
        WriteResult.LabelConflict conflict => Problems.Result(
            StatusCodes.Status412PreconditionFailed,
            ProblemCodes.PreconditionFailed,
            "The label has moved",
            conflict.CurrentVersion is { } version ? $"It points to version {version}." : "It does not exist."),
        WriteResult.AlreadyResolved resolved =>
            Conflict(ProblemCodes.WrongState, "The suggestion was decided before", $"It is {resolved.Status.ToText()}."),
        WriteResult.BadRequest bad =>
            Fields(StatusCodes.Status400BadRequest, ProblemCodes.InvalidRequest, "The request is not valid", bad.Errors),
        WriteResult.Invalid invalid =>
            Fields(StatusCodes.Status422UnprocessableEntity, ProblemCodes.InvalidContent, "The content cannot be used", invalid.Errors),
        WriteResult.ForeignFormat foreign => Fields(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.ForeignFormat,
            "The content is in the format of another tool",
            foreign.Errors),
        WriteResult.PublishForbidden forbidden =>
            Problems.Result(StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, "Not allowed", forbidden.Reason),
        WriteResult.ReferenceOutOfScope { Named: var named } => Problems.Result(
            StatusCodes.Status403Forbidden, ProblemCodes.OutOfScope, "Not a namespace of this key",
            $"The content names {named}, which this key may not name."),
        WriteResult.LabelRequired required => Conflict(
            ProblemCodes.LabelRequired, "The label must point to a version",
            $"{required.Label} says what everybody gets. Point it to another version with PUT, or name that version: "
                + $"DELETE .../labels/{required.Label}?version=1."),
        WriteResult.Archived archived => Conflict(
            ProblemCodes.Archived, "The entry is archived",
            $"POST /api/prompts/{archived.Key}/restore brings it back as it was; POST /api/prompts with its name brings it back "
                + "with a new version."),
        WriteResult.Contended => Conflict(
            ProblemCodes.VersionConflict,
            "Somebody wrote in between",
            "Other processes kept changing the catalog; send the request again."),
        WriteResult.Unchanged => Conflict(ProblemCodes.WrongState, "Nothing to change", "What was asked for held already."),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(RenderResult refused) => refused switch
    {
        RenderResult.Refused { Errors: var errors } =>
            Fields(StatusCodes.Status422UnprocessableEntity, ProblemCodes.InvalidInput, "The variables do not fit the prompt", errors),
        RenderResult.LimitReached { Errors: var errors } =>
            Fields(StatusCodes.Status422UnprocessableEntity, ProblemCodes.RenderLimit, "The render asks for too much", errors),
        RenderResult.Unusable { Errors: var errors } => Unusable(errors),
        _ => throw NotRefused(refused),
    };

    /// <summary>A version that is kept and can be read, and does not pass the checks of this build.</summary>
    public static ProblemHttpResult Unusable(IReadOnlyCollection<EntryError> errors) =>
        Fields(StatusCodes.Status422UnprocessableEntity, ProblemCodes.UnusableVersion, "This version cannot be used", errors);

    public static ProblemHttpResult ToProblem(RewriteResult refused) => refused switch
    {
        RewriteResult.NotFound => NotFound(ProblemCodes.EntryNotFound, "No such entry"),
        RewriteResult.VersionConflict conflict => ToProblem(new WriteResult.VersionConflict(conflict.LatestVersion)),
        RewriteResult.ModelRequired required => ModelRequired(required.Detail),
        RewriteResult.NotStarted notStarted => ToProblem(notStarted.Refusal),
        RewriteResult.Failed failed => Problems.Result(
            StatusCodes.Status502BadGateway, ProblemCodes.ModelFailed, "The model gave no usable prompt",
            $"It ended with {failed.Code}; GET /api/executions/{failed.Execution} shows its calls."),
        RewriteResult.NothingToApply => Problems.Invalid("suggestions", "must not be empty when there is no open suggestion to apply"),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(ManifestResult refused) => refused switch
    {
        ManifestResult.NotFound missing =>
            NotFound(ProblemCodes.WorkflowNotFound, "No such workflow", $"{missing.Key}@{missing.Version} does not exist or cannot run."),
        ManifestResult.Refused { Errors: var errors } => Definition(errors),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(StartResult refused) => ToProblem(refused, "input_data");

    /// <param name="inputField">The field of the request that holds the input.</param>
    public static ProblemHttpResult ToProblem(StartResult refused, string inputField) => refused switch
    {
        StartResult.NotFound missing => NotFound(NotFoundCode(missing.What), $"No such {missing.What}", $"{missing.Name} does not exist."),
        StartResult.Refused { Errors: var errors } => Definition(errors),
        StartResult.InvalidInput invalid => Problems.Result(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.InvalidInput,
            "The input does not fit the workflow",
            string.Join("; ", invalid.Violations.Select(violation => violation.ToString())),
            Group(invalid.Violations.Select(violation =>
                (InputField(invalid.Index is { } index ? $"inputs[{index}]" : inputField, violation.Path), violation.Detail)))),
        StartResult.InvalidLines { Errors: var lines } => Problems.Result(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.InvalidInput,
            "The upload does not fit the workflow",
            string.Join("; ", lines.Select(line => $"line {line.Line}: {(line.Field.Length == 0 ? "it" : line.Field)} {line.Detail}")),
            Group(lines.Select(line => (InputField($"lines[{line.Line}]", line.Field), line.Detail)))),
        StartResult.KeyReused => Problems.Result(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.IdempotencyKeyReused,
            "The idempotency key was used before",
            "It came with another body."),
        StartResult.NotAllowed notAllowed =>
            Problems.Result(StatusCodes.Status422UnprocessableEntity, ProblemCodes.InvalidRequest, "Not allowed here", notAllowed.Detail),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(ChangeResult refused) => refused switch
    {
        ChangeResult.NotFound { What: "stage" } => NotFound(ProblemCodes.StageNotFound, "No such stage"),
        ChangeResult.NotFound => NotFound(ProblemCodes.ExecutionNotFound, "No such execution"),
        ChangeResult.InvalidValues invalid => Problems.Result(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.InvalidInput,
            "The values do not fit the stage",
            string.Join("; ", invalid.Violations.Select(violation => violation.ToString())),
            Group(invalid.Violations.Select(violation => (InputField("values", violation.Path), violation.Detail)))),
        ChangeResult.NotPossible notPossible =>
            Conflict(ProblemCodes.WrongState, $"The execution is {notPossible.Status.ToText()}", notPossible.Detail),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(PutPreferencesResult refused) => refused switch
    {
        PutPreferencesResult.Conflict conflict => Problems.Result(
            StatusCodes.Status412PreconditionFailed, ProblemCodes.PreconditionFailed, "The preferences have changed",
            conflict.CurrentVersion is { } version ? $"They stand at version {version}." : "There are none."),
        PutPreferencesResult.Invalid invalid => Problems.Invalid(InputField("preferences", invalid.Field), invalid.Allowed),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(RunRequest refused) => refused switch
    {
        RunRequest.UnknownJob unknown =>
            NotFound(ProblemCodes.JobNotFound, "No such job", $"{unknown.Name} does not exist; GET /api/ops/jobs lists the jobs."),
        RunRequest.AlreadyOpen { Run: var run } => Conflict(
            ProblemCodes.WrongState, $"The job is {run.Status.ToText()}", $"GET /api/ops/jobs/{run.Job}/runs/{run.Id} shows that run."),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(KeyResult refused) => refused switch
    {
        KeyResult.NotFound => NotFound(ProblemCodes.KeyNotFound, "No such key", "GET /api/keys lists the keys."),
        KeyResult.NameTaken => Conflict(
            ProblemCodes.NameTaken, "The name is taken",
            "There is a key of this name, or was: what was done under it must stay one key's."),
        KeyResult.Revoked => Conflict(ProblemCodes.WrongState, "The key is revoked", "It stays so; make another."),
        KeyResult.Configured => Conflict(
            ProblemCodes.WrongState, "The key is configured", "It is an entry of PromptIntel:Auth:ApiKeys and changes with that."),
        KeyResult.TooMany many => Conflict(ProblemCodes.WrongState, "Too many keys", $"{many.Most} may be good at once; revoke one."),
        _ => throw NotRefused(refused),
    };

    public static ProblemHttpResult ToProblem(UploadResult refused) => refused switch
    {
        UploadResult.Refused { Refusal: var refusal } => ToProblem(refusal),
        UploadResult.Busy => Problems.Result(
            StatusCodes.Status503ServiceUnavailable, ProblemCodes.ReadersBusy, "Too many documents are being read",
            "As many PDFs as allowed are read or wait for it; the header Retry-After says when to send this one again."),
        _ => throw NotRefused(refused),
    };

    private static ProblemHttpResult ToProblem(DocumentRefusal refusal)
    {
        (int status, string code, string title) = refusal.Code switch
        {
            RefusalCodes.Encrypted => (422, ProblemCodes.DocumentEncrypted, "The document is encrypted"),
            RefusalCodes.NoText => (422, ProblemCodes.DocumentHasNoText, "The document holds no text"),
            RefusalCodes.TextUnreadable => (422, ProblemCodes.DocumentTextUnreadable, "The text of the document cannot be read"),
            RefusalCodes.TooLarge => (413, ProblemCodes.DocumentTooLarge, "The document is too large"),
            RefusalCodes.TooComplex => (422, ProblemCodes.DocumentTooComplex, "The document takes too much to read"),
            RefusalCodes.Encoding => (422, ProblemCodes.DocumentEncoding, "The encoding of the text is not clear"),
            _ => (422, ProblemCodes.DocumentBroken, "The document cannot be read"),
        };
        return Problems.Result(status, code, title, refusal.Detail);
    }

    public static ProblemHttpResult DocumentNotFound() => NotFound(
        ProblemCodes.DocumentNotFound, "No such document", "There is no document of this id among those that the caller may see.");

    public static ProblemHttpResult EntryNotFound(string space, string name) =>
        NotFound(ProblemCodes.EntryNotFound, "No such entry", $"{space}/{name} does not exist.");

    public static ProblemHttpResult VersionNotFound(string space, string name) =>
        NotFound(ProblemCodes.VersionNotFound, "No such version", $"{space}/{name} has no such version or label.");

    public static ProblemHttpResult NotAPrompt(EntryKind kind) => Problems.Result(
        StatusCodes.Status422UnprocessableEntity,
        ProblemCodes.InvalidRequest,
        "Not a prompt",
        $"The entry is of kind {kind.ToText()}; POST /api/prompts/execute runs workflows and operations.");

    public static ProblemHttpResult WorkflowNotFound(string workflow) => NotFound(
        ProblemCodes.WorkflowNotFound, "No such workflow", $"{workflow} does not exist or cannot run; GET /api/workflows lists what can.");

    public static ProblemHttpResult ExecutionNotFound(Guid id) =>
        NotFound(ProblemCodes.ExecutionNotFound, "No such execution", $"{id} does not exist.");

    public static ProblemHttpResult ArtifactNotFound(Guid id) =>
        NotFound(ProblemCodes.ArtifactNotFound, "No such artifact", $"Execution {id} has no artifact of this name.");

    public static ProblemHttpResult BatchNotFound(Guid id) =>
        NotFound(ProblemCodes.BatchNotFound, "No such batch", $"{id} does not exist.");

    public static ProblemHttpResult LeagueRecordNotFound(Guid id) => NotFound(
        ProblemCodes.LeagueRecordNotFound, "Nothing was kept", $"Execution {id} kept no record and no contract, or does not exist.");

    /// <summary>It was accepted and is kept, and cannot go on before there is room: nothing is gained by starting it again.</summary>
    public static ProblemHttpResult NoRoomToGoOn(HttpContext http, string location)
    {
        http.Response.Headers.Location = location;
        http.Response.Headers.RetryAfter = "30";
        return Problems.Result(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCodes.StorageFull,
            "The storage is full",
            $"It was accepted and goes on by itself as soon as there is room left to write; {location} says how it stands.");
    }

    public static ProblemHttpResult SomebodyElses() =>
        Problems.Result(StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, "Not allowed", "This belongs to another user.");

    public static ProblemHttpResult TargetNotFound(string target) =>
        NotFound(ProblemCodes.TargetNotFound, "No such target", $"{target} is not a place that changes are delivered to.");

    public static ProblemHttpResult JobRunNotFound(string job, Guid id) =>
        NotFound(ProblemCodes.JobRunNotFound, "No such run", $"The job {job} has no run {id}.");

    public static ProblemHttpResult WrongState(string detail) => Conflict(ProblemCodes.WrongState, "Not possible now", detail);

    public static ProblemHttpResult ModelRequired(string detail) =>
        Problems.Result(StatusCodes.Status422UnprocessableEntity, ProblemCodes.ModelRequired, "A language model is required", detail);

    private static ProblemHttpResult NotFound(string code, string title, string? detail = null) =>
        Problems.Result(StatusCodes.Status404NotFound, code, title, detail);

    private static ProblemHttpResult Conflict(string code, string title, string detail) =>
        Problems.Result(StatusCodes.Status409Conflict, code, title, detail);

    private static ProblemHttpResult Definition(IReadOnlyCollection<DefinitionError> errors) => Problems.Result(
        StatusCodes.Status422UnprocessableEntity,
        errors.Any(error => error.Code == DefinitionError.UnusableVersion) ? ProblemCodes.UnusableVersion : ProblemCodes.InvalidWorkflow,
        "The workflow cannot run", string.Join("; ", errors), Group(errors.Select(error => (error.Path, error.Detail))));

    private static ProblemHttpResult Fields(int status, string code, string title, IReadOnlyCollection<EntryError> errors) =>
        Problems.Result(
            status, code, title, string.Join("; ", errors),
            Group(errors.Select(error => (error.Field, error.Column is null ? error.Message : $"{error.Message} ({error.Place})"))));

    private static Dictionary<string, string[]> Group(IEnumerable<(string Field, string Message)> errors) =>
        errors.GroupBy(error => error.Field.Length == 0 ? "$" : error.Field, StringComparer.Ordinal).ToDictionary(
            field => field.Key, field => field.Select(error => error.Message).Distinct().ToArray(), StringComparer.Ordinal);

    private static string InputField(string input, string path) => path.Length == 0 ? input : $"{input}.{path}";

    private static string NotFoundCode(string what) => what switch
    {
        "execution" => ProblemCodes.ExecutionNotFound,
        "stage" => ProblemCodes.StageNotFound,
        "version" => ProblemCodes.VersionNotFound,
        _ => ProblemCodes.WorkflowNotFound,
    };

    private static UnreachableException NotRefused(object result) => new($"{result.GetType().Name} has no problem.");
}
