using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Transfer;

namespace PromptIntel.Api.Catalog;

/// <summary>The whole catalog as JSON Lines, in and out, and its change log as it grows.</summary>
internal static class TransferEndpoints
{
    private const string JsonLines = "application/x-ndjson";

    public static void MapTransfer(this IEndpointRouteBuilder prompts)
    {
        prompts.MapGet("/export", ExportAsync)
            .WithName("ExportCatalog")
            .WithSummary("The catalog as JSON Lines, lossless")
            .Produces<string>(contentType: JsonLines);
        prompts.MapPost("/import", ImportAsync)
            .WithName("ImportCatalog")
            .WithSummary("Import JSON Lines; idempotent, a result for each line")
            .Accepts<string>(JsonLines, "application/jsonl", "application/json", "text/plain")
            .WithStreamedBody()
            .RequireAuthorization(Policies.Publisher);
    }

    public static void MapChanges(this IEndpointRouteBuilder api) =>
        api.MapGet("/changes", FollowAsync)
            .WithTags("Catalog")
            .WithName("FollowChanges")
            .WithSummary("The change log as server-sent events; after `reset` the catalog is read again")
            .ProducesEvents("CatalogEvent", EventShape.Of<ChangeEvent>("change"), EventShape.Of<ResetEvent>("reset"));

    private static async Task ExportAsync(HttpContext http, CatalogTransfer transfer, CancellationToken cancellationToken)
    {
        http.Response.ContentType = JsonLines;

        await foreach (ReadOnlyMemory<byte> line in transfer.ExportAsync(cancellationToken))
        {
            await http.Response.BodyWriter.WriteAsync(line, cancellationToken);
            await http.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private static async Task<Ok<ImportResponse>> ImportAsync(
        HttpContext http, CatalogTransfer transfer, CancellationToken cancellationToken)
    {
        Caller caller = Caller.Of(http);
        var lines = new List<ImportLineItem>();
        int[] counts = new int[Enum.GetValues<ImportStatus>().Length];

        await foreach (ImportLineResult line in transfer.ImportAsync(http.Request.Body, caller.Name, caller.MayPublish, cancellationToken))
        {
            lines.Add(line.ToItem());
            counts[(int)line.Status]++;
        }

        int refused = counts[(int)ImportStatus.Refused];
        string status = refused == 0 ? "success" : refused == lines.Count ? "failed" : "partial";
        return TypedResults.Ok(new ImportResponse(
            status,
            counts[(int)ImportStatus.Created],
            counts[(int)ImportStatus.Updated],
            counts[(int)ImportStatus.Unchanged],
            refused,
            lines));
    }

    private static async Task<IResult> FollowAsync(HttpContext http, PromptCatalog catalog, ChangeFeed feed, long? after = null)
    {
        if (!EventStream.TryReadLastEventId(http.Request, out long? lastSeen))
        {
            return Problems.Invalid(EventStream.LastEventIdHeader, "must be the id of an event of this stream");
        }

        await EventStream.WriteAsync(http, token => feed.ReadAsync(lastSeen ?? after ?? catalog.Position, token), ToEvent);
        return Results.Empty;
    }

    private static ServerEvent ToEvent(ChangeNews news) => news switch
    {
        ChangeNews.Changed { Change: var change } => new ServerEvent(Id(change.Position), "change", change.ToEvent()),
        ChangeNews.Reset reset => new ServerEvent(Id(reset.Position), "reset", new ResetEvent(reset.Position)),
        _ => throw new NotSupportedException($"No event for {news.GetType().Name}."),
    };

    private static string Id(long position) => position.ToString(CultureInfo.InvariantCulture);
}
