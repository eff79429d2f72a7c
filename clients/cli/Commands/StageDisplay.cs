using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Execution;

using Spectre.Console;

namespace PromptIntel.Cli.Commands;

/// <summary>The stages of a run: a table that changes on a terminal, a line an event elsewhere, nothing with <c>--json</c>.</summary>
internal sealed class StageDisplay
{
    private readonly Screen _screen;
    private readonly List<string> _order;
    private readonly Dictionary<string, (string Status, string Remark)> _stages;

    public StageDisplay(Screen screen, RunAnswer run)
    {
        _screen = screen;
        // One that repeats is a row, which shows what happened last.
        _order = [.. run.Stages.Select(stage => stage.Name).Distinct()];
        _stages = _order.ToDictionary(name => name, _ => ("pending", ""));
    }

    /// <summary>Until the run ends or waits for a person.</summary>
    public Task FollowAsync(IAsyncEnumerable<RunEvent> events) => _screen.ShowsProgressLive
        ? _screen.Progress.Live(Render()).StartAsync(context => FollowAsync(events, () => context.UpdateTarget(Render())))
        : FollowAsync(events, () => { });

    private async Task FollowAsync(IAsyncEnumerable<RunEvent> events, Action show)
    {
        await foreach (RunEvent happened in events)
        {
            if (happened.Stage is { } stage && happened.Type != "stage.delta")
            {
                Take(stage, happened);
                show();
            }

            if (!_screen.ShowsProgressLive && happened.Seq > 0)
            {
                string remark = happened.Stage is null ? "" : _stages[happened.Stage].Remark;
                _screen.Note($"{happened.Type} {happened.Stage} {remark}".TrimEnd());
            }

            if (happened.Type == "execution.waiting")
            {
                return;
            }
        }
    }

    private void Take(string stage, RunEvent happened)
    {
        if (!_stages.ContainsKey(stage))
        {
            _order.Add(stage);
        }

        string remark = happened.Data.TryGetProperty("duration_ms", out JsonElement duration)
            ? FormattableString.Invariant($"{duration.GetDouble():0} ms")
            : happened.Data.TryGetProperty("reason", out JsonElement reason) ? $"{reason}"
            : happened.Data.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("detail", out JsonElement detail) ? $"{detail}"
            : "";
        _stages[stage] = (happened.Type["stage.".Length..], remark);
    }

    private Table Render()
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = false };
        table.AddColumn("").AddColumn("").AddColumn("");

        foreach (string stage in _order)
        {
            (string status, string remark) = _stages[stage];
            table.AddRow(Text(stage), new Text(status, StyleOf(status)), Text(remark));
        }

        return table;
    }

    private static Text Text(string text) => new(Screen.Harmless(text));

    private static Style StyleOf(string status) => status switch
    {
        "succeeded" or "approved" => new Style(Color.Green),
        "failed" or "rejected" => new Style(Color.Red),
        "waiting" or "retrying" => new Style(Color.Yellow),
        "started" => new Style(Color.Blue),
        _ => new Style(Color.Grey),
    };
}
