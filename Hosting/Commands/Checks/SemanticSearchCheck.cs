using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>
/// Questions in other words than the prompts' own find them, with vectors in play. The index catches up first, as it does by itself.
/// </summary>
internal sealed class SemanticSearchCheck(PromptSearch search, EmbeddingLibrary embeddings) : IValidationCheck
{
    private const int Top = 5;

    private static readonly (string Question, EntryKey Expected)[] Paraphrases =
    [
        ("keep the timeline while an outage is going on", new("agents", "incident_scribe")),
        ("is this fee too high, what discount can we give", new("agents", "pricing_analyst")),
        ("personal information of fans: lawful basis and transfers abroad", new("legal", "gdpr_processing_assessment")),
    ];

    public string Name => "semantic search";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await embeddings.EmbedPendingAsync(cancellationToken);
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
                    $"'{question}' does not find {expected} in the first {Top}: {string.Join(", ", answer.Hits.Select(hit => hit.Version.Key))}"));
        }

        return $"{Paraphrases.Length} paraphrases: {string.Join(", ", ranks)}";
    }
}
