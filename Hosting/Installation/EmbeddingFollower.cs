using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Installation;

/// <summary>Embeds what changed, soon after it changed. Searches find it by its words in the meantime.</summary>
internal sealed class EmbeddingFollower(EmbeddingLibrary embeddings, TimeProvider time, ILogger<EmbeddingFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Learning takes a second of processor time; the host goes on starting meanwhile.
        await Task.Yield();

        while (!stoppingToken.IsCancellationRequested)
        {
            await embeddings.WaitForPendingAsync(stoppingToken);

            try
            {
                await embeddings.EmbedPendingAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                Log.EmbeddingFailed(logger, exception);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }
}
