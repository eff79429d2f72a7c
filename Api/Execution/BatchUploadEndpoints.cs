using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>
/// A batch from a file of inputs, read as it comes: nothing of it is queued before the last line was read and found good.
/// </summary>
internal static class BatchUploadEndpoints
{
    private const string MapPrefix = "map.";
    private const int MostMapped = 200;
    private const string Route = "POST /api/batches";

    public static void MapBatchUpload(this IEndpointRouteBuilder batches) => batches.MapPost("", UploadAsync)
        .WithName("UploadBatch")
        .WithSummary("Run a workflow on every line of a JSON Lines or CSV upload; map.<field>=<column> maps columns")
        .Accepts<string>(JsonLinesItems.MediaType, "application/jsonl", CsvItems.MediaType)
        .Reads(HeaderField.IdempotencyKey)
        .NamesEntry("workflow")
        .NotAudited()
        .WithStreamedBody();

    [OpenQuery(MapPrefix)]
    private static async Task<Results<Accepted<BatchItemResponse>, ProblemHttpResult>> UploadAsync(
        HttpContext http, PromptCatalog catalog, BatchUploads uploads, BatchRuns batches, TimeProvider time,
        CancellationToken cancellationToken, string workflow = "", int? version = null, string? label = null, int max_parallel = 10,
        string on_item_error = BatchRequest.Continue, int? max_failures = null, int priority = ClaimShares.DefaultPriority,
        long? max_tokens = null, decimal? max_cost_usd = null, string? user_id = null, string? delimiter = null)
    {
        var settings = new BatchRequest
        {
            Workflow = workflow,
            Inputs = [],
            Version = version,
            Label = label,
            MaxParallel = max_parallel,
            OnItemError = on_item_error,
            MaxFailures = max_failures,
            Priority = priority,
            Budget = max_tokens is null && max_cost_usd is null
                ? null
                : new BudgetMessage { MaxTokens = max_tokens, MaxCostUsd = max_cost_usd },
            UserId = user_id,
        };
        bool isCsv = http.Request.ContentType!.StartsWith(CsvItems.MediaType, StringComparison.OrdinalIgnoreCase);
        var errors = new RequestErrors();
        settings.CheckSettings(errors);
        Dictionary<string, string> map = ReadMap(http.Request.Query, isCsv, errors);
        char separator = ReadDelimiter(delimiter, isCsv, errors);

        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        if (WorkflowNames.Find(catalog, workflow, version, label) is not { } found)
        {
            return ProblemMapping.WorkflowNotFound(workflow);
        }

        if (!StartPreferences.TryReadKey(http, new { settings, map, delimiter }, Route, out IdempotencyKey? key))
        {
            return StartPreferences.InvalidKey();
        }

        using var hash = SHA256.Create();
        await using var body = new CryptoStream(http.Request.Body, hash, CryptoStreamMode.Read, leaveOpen: true);
        StartResult result = await uploads.StartAsync(
            settings.ToStart(found.Key, found.Version, Caller.Of(http), key: null),
            schema => isCsv
                ? new CsvItems(body, separator, map, schema).ReadAsync(cancellationToken)
                : JsonLinesItems.ReadAsync(body, cancellationToken),
            () => key is null ? null : key with { BodyHash = Combine(key.BodyHash, hash.Hash!) },
            cancellationToken);
        return result is StartResult.Started started && await batches.GetAsync(started.Id, cancellationToken) is { } batch
            ? TypedResults.Accepted($"/api/batches/{started.Id}", batch.ToItem(time.GetUtcNow()))
            : ProblemMapping.ToProblem(result);
    }

    private static Dictionary<string, string> ReadMap(IQueryCollection query, bool isCsv, RequestErrors errors)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues columns) in query)
        {
            if (name.StartsWith(MapPrefix, StringComparison.Ordinal))
            {
                errors.Require(isCsv, name, $"is for {CsvItems.MediaType}");
                errors.Require(columns is [{ Length: > 0 and <= 200 }] && name.Length > MapPrefix.Length, name, "must name one column");
                map[name[MapPrefix.Length..]] = columns.ToString();
            }
        }

        errors.Require(map.Count <= MostMapped, "map", $"must map at most {MostMapped} fields");
        return map;
    }

    private static char ReadDelimiter(string? text, bool isCsv, RequestErrors errors)
    {
        errors.Require(text is null || isCsv, "delimiter", $"is for {CsvItems.MediaType}");
        errors.Require(text is null or "," or ";" or "|" or "tab", "delimiter", "must be one of: ',' ';' '|' tab");
        return text is null ? ',' : text == "tab" ? '\t' : text[0];
    }

    private static string Combine(string settings, byte[] body) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(settings), .. body]));
}
