using System.Collections.Immutable;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Api.Exchange;

/// <summary>Prompts as files of other tools.</summary>
internal static class ExchangeEndpoints
{
    public static void MapExchange(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder prompts = api.MapGroup("/prompts").WithTags("Catalog");
        prompts.MapPost("/import/files", ImportAsync)
            .WithName("ImportFiles")
            .WithSummary("Import prompts from files of other tools; idempotent, a result for each")
            .Accepts<ImportFilesForm>(ImportForm.Multipart, ImportForm.Zip)
            .WithBodyLimit<ApiOptions>(_ => ImportForm.MostBodyBytes)
            .RequireAuthorization(Policies.Publisher)
            .AuditedByStore();
        prompts.MapGet("/export/files", ExportAsync)
            .WithName("ExportFiles")
            .WithSummary("Prompts as files in a zip archive: Markdown or Prompty")
            .Produces<string>(contentType: ImportForm.Zip);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http, PromptExport export, CancellationToken cancellationToken, string format = PromptExport.Markdown,
        string? @namespace = null)
    {
        var errors = new RequestErrors();
        errors.Require(PromptExport.Forms.Contains(format), "format", $"must be one of: {string.Join(", ", PromptExport.Forms)}");
        errors.Require(@namespace is null || EntryKey.IsNamespace(@namespace), "namespace", $"must match {EntryKey.NamespacePattern}");

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        return TypedResults.File(
            await ExportArchive.WriteAsync(export.Write(format, @namespace), http.Response, cancellationToken), ImportForm.Zip,
            $"prompts-{format}.zip");
    }

    private static async Task<Results<Ok<ImportFilesResponse>, ProblemHttpResult>> ImportAsync(
        HttpContext http, PromptImport import, CancellationToken cancellationToken, string? format = null,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "dry_run")] bool dryRun = false, string? into = null)
    {
        var errors = new RequestErrors();
        errors.Require(
            format is null or PromptImport.Automatic || PromptImport.Forms.Contains(format), "format",
            $"must be one of: {PromptImport.Automatic}, {string.Join(", ", PromptImport.Forms)}");

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (await ImportForm.ReadAsync(http.Request, into, cancellationToken) is not { } reading)
        {
            return Problems.Result(
                StatusCodes.Status415UnsupportedMediaType, ProblemCodes.UnsupportedMediaType, "Unsupported media type",
                $"Send files as {ImportForm.Multipart}, or an archive as {ImportForm.Zip}.");
        }

        if (reading.Refusal is { } refusal)
        {
            return Problems.Invalid(refusal.Field, refusal.Message);
        }

        if (reading.Files.Count == 0)
        {
            return Problems.Invalid("files", "at least one is required");
        }

        Caller caller = Caller.Of(http);
        ImmutableArray<FileResult> results = await import.RunAsync(
            reading.Files,
            new PromptImportRequest { Form = format, IsDryRun = dryRun, Author = caller.Name, MayPublish = caller.MayPublish },
            cancellationToken);
        return TypedResults.Ok(ToResponse(results, reading.Files.Count, dryRun));
    }

    private static ImportFilesResponse ToResponse(ImmutableArray<FileResult> results, int files, bool isDryRun)
    {
        int Count(FileStatus status) => results.Count(result => result.Status == status);
        int refused = Count(FileStatus.Refused);
        return new ImportFilesResponse(
            refused == 0 ? "success" : refused == results.Length ? "failed" : "partial",
            isDryRun, files, Count(FileStatus.Created), Count(FileStatus.Updated), Count(FileStatus.Unchanged), refused,
            [.. results.Select(ToItem)]);
    }

    private static ImportFileItem ToItem(FileResult result) => new(
        result.File, result.Form, result.Key?.Namespace, result.Key?.Name, result.Status.ToString().ToLowerInvariant(), result.Version,
        [.. result.Errors.Select(error => error.ToString())], [.. result.Remarks.Select(remark => remark.ToString())]);
}
