using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// Questions in other words than the prompts' own find them, with vectors in play. The index catches up first, as it does by itself: of
/// content that has just been imported nothing is learned before the import is over.
/// </summary>
internal sealed class SemanticSearchCheck(PromptSearch search, EmbeddingLibrary embeddings, TimeProvider time) : IValidationCheck
{
    private const int Top = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly (string Question, EntryKey Expected)[] Paraphrases =
    [
        ("keep the timeline while an outage is going on", new("agents", "incident_scribe")),
        ("is this fee too high, what discount can we give", new("agents", "pricing_analyst")),
        ("personal information of fans: lawful basis and transfers abroad", new("legal", "gdpr_processing_assessment")),
    ];

    public string Name => "semantic search";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken);
        var ranks = new List<string>();

        foreach ((string question, EntryKey expected) in Paraphrases)
        {
            SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = question, Limit = Top }, cancellationToken);

            if (!answer.UsedVectors)
            {
                throw new ValidationFailedException("searches find by words alone: there are no vectors to compare");
            }

            int rank = answer.Hits.Select(hit => hit.Version.Key)
                .Index()
                .FirstOrDefault(hit => hit.Item == expected, (-1, default)).Index + 1;
            ranks.Add(rank > 0
                ? $"{expected.Name} #{rank}"
                : throw new ValidationFailedException(
                    $"'{question}' does not find {expected} in the first {Top}: "
                    + string.Join(", ", answer.Hits.Select(hit => hit.Version.Key))));
        }

        return $"{Paraphrases.Length} paraphrases: {string.Join(", ", ranks)}";
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        await embeddings.EmbedPendingAsync(cancellationToken);

        while (embeddings.IsBehind && time.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            await embeddings.EmbedPendingAsync(cancellationToken);
        }
    }
}
