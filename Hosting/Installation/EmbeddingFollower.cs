using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Installation;

/// <summary>Embeds what changed, soon after it changed. Searches find it by its words in the meantime.</summary>
internal sealed class EmbeddingFollower(
    EmbeddingLibrary embeddings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EmbeddingFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Reading the vectors of a large catalog, or learning them, takes a second of processor time.
        bool isStarted = await lifetime.WaitForStartAsync(stoppingToken);

        while (isStarted && !stoppingToken.IsCancellationRequested)
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
