using System.Text;
using System.Text.Json;

using PromptIntel.Core.Json;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Playground;

/// <summary>One of the answers beside each other: what is asked, and what came of it so far. Belongs to one page.</summary>
public sealed class PlaygroundRun
{
    public const string Draft = "draft";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, MaxDepth = StorableJson.MaxWrappedDepth };

    private readonly StringBuilder _streamed = new();

    /// <summary>A version's number, or <see cref="Draft"/>.</summary>
    public string Version { get; set; } = Draft;

    /// <summary>Instead of the prompt's own; empty for that.</summary>
    public string Model { get; set; } = "";

    public Guid? Id { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>What it waits for, or what came of it, in a few words.</summary>
    public string State { get; private set; } = "";

    public string Output { get; private set; } = "";

    public Problem? Problem { get; private set; }

    /// <summary>Runs to its end, and tells whenever there is something new to show.</summary>
    public async Task RunAsync(
        ConsoleApi api, string space, string name, string draft, JsonElement variables, Func<Task> changed,
        CancellationToken cancellationToken)
    {
        (IsRunning, State, Output, Problem, Id) = (true, "Asked; waits for its turn", "", null, null);
        _streamed.Clear();
        await changed();

        try
        {
            Answer<Started> started = await api.AskAsync<Started>(ToRequest(space, name, draft, variables), cancellationToken);
            (Id, Problem) = (started.Value?.ExecutionId, started.Problem);

            if (Id is { } id)
            {
                await FollowAsync(api, id, changed, cancellationToken);
                await ReadAsync(api, id, cancellationToken);
            }
            else
            {
                State = "Refused";
            }
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            (Problem, State) = (api.WhyLost(failed), "Its events could not be followed");
        }
        finally
        {
            IsRunning = false;
        }

        await changed();
    }

    private OwnRequest ToRequest(string space, string name, string draft, JsonElement variables) => new("ExecutePrompt")
    {
        Path = { ["namespace"] = space, ["name"] = name },
        Headers = { ["Prefer"] = "respond-async" },
        Body = ConsoleApi.Body(new
        {
            variables,
            version = int.TryParse(Version, out int number) ? number : (int?)null,
            content = Version == Draft ? draft : null,
            model = string.IsNullOrWhiteSpace(Model) ? null : Model.Trim(),
        }),
    };

    private async Task FollowAsync(ConsoleApi api, Guid id, Func<Task> changed, CancellationToken cancellationToken)
    {
        await foreach (OwnEvent item in api.FollowAsync(
            new OwnRequest("FollowExecution") { Path = { ["id"] = id.ToString() } }, cancellationToken))
        {
            JsonElement data = item.Data.TryGetProperty("data", out JsonElement inner) ? inner : item.Data;

            switch (item.Type)
            {
                case "stage.started":
                    State = "The model is asked";
                    break;
                case "stage.retrying":
                    _streamed.Clear();
                    State = "It is asked again";
                    break;
                case "stage.delta" when data.TryGetProperty("text", out JsonElement text):
                    _streamed.Append(text.GetString());
                    (State, Output) = ("It answers", _streamed.ToString());
                    break;
                default:
                    if (item.Type is "execution.succeeded" or "execution.failed" or "execution.cancelled" or "execution.parked")
                    {
                        return;
                    }

                    break;
            }

            await changed();
        }
    }

    private async Task ReadAsync(ConsoleApi api, Guid id, CancellationToken cancellationToken)
    {
        Answer<Details> details = await api.AskAsync<Details>(
            new OwnRequest("GetExecution") { Path = { ["id"] = id.ToString() } }, cancellationToken);

        if (details.Value is not { Execution: { } run } read)
        {
            Problem = details.Problem;
            return;
        }

        Output = read.Output is not { } output ? Output
            : output.ValueKind == JsonValueKind.String ? output.GetString()! : JsonSerializer.Serialize(output, Indented);
        string tokens = run.Usage.OutputTokens is { } back ? $", {run.Usage.InputTokens} tokens in and {back} out" : "";
        string cost = run.Usage.CostUsd is { } dollars ? FormattableString.Invariant($", $ {dollars:0.######}") : "";
        State = FormattableString.Invariant($"{run.Status} after {run.ExecutionTime ?? 0:0.00} s{tokens}{cost}")
            + (run.Error is { } error ? $": {error.Detail}" : "");
    }

    private sealed record Started(Guid ExecutionId);

    private sealed record Details(Run Execution, JsonElement? Output);

    private sealed record Run(string Status, double? ExecutionTime, Usage Usage, Error? Error);

    private sealed record Usage(long? InputTokens, long? OutputTokens, decimal? CostUsd);

    private sealed record Error(string Detail);
}
