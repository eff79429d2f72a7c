using System.Text.Json;

using PromptIntel.Client.Execution;
using PromptIntel.Client.Transport;

namespace PromptIntel.Cli.Commands;

/// <summary>How far a batch is, as its events tell.</summary>
internal sealed class BatchDisplay(Batch batch, IAsyncEnumerable<RunEvent> events)
{
    private string _estimate = "";
    private int _failed;

    public int Done { get; private set; }

    public string Text => $"{Done} of {batch.Total}, {_failed} failed{_estimate}";

    /// <summary>Until the batch ends, or nothing is left but what a person has to answer.</summary>
    /// <param name="show">Told after every event; true where it brought an estimate, every few seconds.</param>
    public async Task ReadAsync(Action<bool> show)
    {
        await foreach (RunEvent happened in events)
        {
            bool isEstimate = happened.Type == "batch.progress";

            if (isEstimate)
            {
                // The server's, at the rate of the last minute.
                Done = happened.Data.GetProperty("done").GetInt32();
                _estimate = happened.Data.TryGetProperty("seconds_left", out JsonElement seconds)
                    ? $", about {TimeSpan.FromSeconds(Math.Ceiling(seconds.GetDouble())):c} left"
                    : "";
            }

            BatchCounts? counts = happened.Data.TryGetProperty("counts", out JsonElement element)
                ? element.Deserialize<BatchCounts>(ClientJson.Options)
                : null;
            (Done, _failed) = counts is null ? (Done, _failed) : (counts.Done, counts.Failed);
            show(isEstimate);

            if (counts is { Queued: 0, Running: 0, Waiting: > 0 })
            {
                return;
            }
        }
    }
}
