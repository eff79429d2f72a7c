using System.Collections.Immutable;
using System.Security.Cryptography;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What stages leave behind: results, attempts, artifacts.</summary>
internal static class StageRows
{
    private const int FormatVersion = 1;

    private static readonly RowPortions Results = new(
        rows => $"""
            INSERT INTO stage_results (execution_id, stage_path, item_key, format_version, seq, status, output, error, attempts,
                started_at, completed_at)
            VALUES {rows}
            """,
        "@id", "@path", "@item", "@format", "@seq", "@status", "@output", "@error", "@attempts", "@started", "@completed");

    private static readonly RowPortions Attempts = new(
        rows => $"""
            INSERT INTO stage_attempts
                (execution_id, stage_path, item_key, attempt, call, seq, lease_epoch, started_at, model, prompt, tool, model_calls)
            VALUES {rows}
            """,
        "@id", "@path", "@item", "@attempt", "@call", "@seq", "@epoch", "@started", "@model", "@prompt", "@tool", "@calls");

    /// <summary>Results of one execution.</summary>
    public static Task InsertResultsAsync(
        SqlSession session, string id, long seq, ImmutableArray<StageResult> results, CancellationToken cancellationToken) =>
        results.IsEmpty ? Task.CompletedTask
            : InsertResultsAsync(session, [.. results.Select(result => (id, seq, result))], cancellationToken);

    /// <summary>Results of many executions, each with the number of the last event that came with it.</summary>
    public static Task InsertResultsAsync(
        SqlSession session, IReadOnlyList<(string Id, long Seq, StageResult Result)> results, CancellationToken cancellationToken) =>
        Results.SendAsync(
            session,
            [],
            [
                .. results.Select(one => new SqlValue[]
                {
                    one.Id, one.Result.Path, one.Result.ItemKey, FormatVersion, one.Seq, one.Result.Status.ToText(),
                    Stored.Json(one.Result.Output), Stored.Error(one.Result.Error), one.Result.Attempts,
                    Stored.Instant(one.Result.StartedAt), Stored.Instant(one.Result.CompletedAt),
                }),
            ],
            cancellationToken);

    public static async Task InsertAttemptsAsync(
        SqlSession session, string id, long seq, ImmutableArray<StageAttempt> attempts, CancellationToken cancellationToken)
    {
        foreach (StageAttempt attempt in attempts)
        {
            await session.SendAsync(
                """
                INSERT INTO stage_attempts
                    (execution_id, stage_path, item_key, attempt, call, seq, lease_epoch, started_at, model, prompt, tool, model_calls)
                VALUES (@id, @path, @item, @attempt, @call, @seq, @epoch, @started, @model, @prompt, @tool, 0)
                """,
                [
                    ("@id", id), ("@path", attempt.Path), (
                        "@item", attempt.ItemKey), ("@attempt", attempt.Attempt), ("@call", attempt.Call), ("@seq", seq),
                    ("@epoch", attempt.LeaseEpoch), (
                        "@started", Stored.Instant(attempt.StartedAt)), ("@model", attempt.Model), ("@prompt", attempt.Prompt),
                    ("@tool", attempt.Tool),
                ],
                cancellationToken);
        }
    }

    /// <summary>Attempts of many executions, each with the number of their last event.</summary>
    public static Task InsertAttemptsAsync(
        SqlSession session, IEnumerable<(string Id, long Seq, StageAttempt Attempt)> attempts, CancellationToken cancellationToken) =>
        Attempts.SendAsync(
            session,
            [],
            [
                .. attempts.Select(one => new SqlValue[]
                {
                    one.Id, one.Attempt.Path, one.Attempt.ItemKey, one.Attempt.Attempt, one.Attempt.Call, one.Seq, one.Attempt.LeaseEpoch,
                    Stored.Instant(one.Attempt.StartedAt), one.Attempt.Model, one.Attempt.Prompt, one.Attempt.Tool, 0,
                }),
            ],
            cancellationToken);

    public static async Task EndAttemptsAsync(
        SqlSession session, string id, ImmutableArray<StageAttempt> attempts, CancellationToken cancellationToken)
    {
        foreach (StageAttempt attempt in attempts)
        {
            await session.SendAsync(
                """
                UPDATE stage_attempts SET started_at = @started, completed_at = @completed, model = @model, prompt = @prompt,
                    input_tokens = @input, output_tokens = @output, tool = @tool, cost = @cost, model_calls = @calls, error_code = @error
                WHERE execution_id = @id AND stage_path = @path AND item_key = @item AND attempt = @attempt AND call = @call
                """,
                [
                    ("@started", Stored.Instant(attempt.StartedAt)), (
                        "@completed", Stored.Instant(attempt.CompletedAt)), ("@model", attempt.Model), ("@prompt", attempt.Prompt),
                    ("@input", attempt.Usage.InputTokens), ("@output", attempt.Usage.OutputTokens), (
                        "@cost", Stored.Cost(attempt.Usage.CostUsd)), ("@calls", attempt.Usage.ModelCalls),
                    ("@tool", attempt.Tool), ("@error", attempt.ErrorCode), ("@id", id), ("@path", attempt.Path), (
                        "@item", attempt.ItemKey), ("@attempt", attempt.Attempt), ("@call", attempt.Call),
                ],
                cancellationToken);
        }
    }

    public static async Task InsertArtifactsAsync(
        SqlSession session, string id, long seq, ImmutableArray<StageArtifact> artifacts, CancellationToken cancellationToken)
    {
        foreach (StageArtifact artifact in artifacts)
        {
            byte[] content = artifact.Artifact.Content.ToArray();
            string hash = Convert.ToHexStringLower(SHA256.HashData(content));
            await session.SendAsync(
                // Setting what is set already locks the row: pruning must not take it away before the reference below is committed.
                "INSERT INTO blobs (hash, content) VALUES (@hash, @content) ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash",
                [("@hash", hash), ("@content", content)],
                cancellationToken);
            await session.SendAsync(
                """
                INSERT INTO execution_artifacts (execution_id, stage_path, item_key, name, seq, media_type, hash, length)
                VALUES (@id, @path, @item, @name, @seq, @media, @hash, @length)
                ON CONFLICT (execution_id, stage_path, item_key, name) DO UPDATE
                SET seq = excluded.seq, media_type = excluded.media_type, hash = excluded.hash, length = excluded.length
                """,
                [
                    ("@id", id), ("@path", artifact.Path), ("@item", artifact.ItemKey), (
                        "@name", artifact.Artifact.Name), ("@seq", seq), ("@media", artifact.Artifact.MediaType),
                    ("@hash", hash), ("@length", (long)content.Length),
                ],
                cancellationToken);
        }
    }
}
