using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Search;

/// <summary>How the catalog is searched. Read once when the search is built.</summary>
public sealed class SearchOptions
{
    public const string SectionName = "PromptIntel:Search";

    /// <summary>
    /// Where vectors are searched. Default auto: in Redis where the installation has one with vector sets, else in
    /// each process. A Redis without them is searched by nobody, whatever stands here.
    /// </summary>
    public SearchIndexChoice Index { get; set; } = SearchIndexChoice.Auto;

    /// <summary>The most hits one search returns; a greater limit is cut to it. Default 100.</summary>
    [Range(1, 1000)]
    public int MaxLimit { get; set; } = 100;

    /// <summary>Characters of a query that are read; the rest is ignored. Default 4,000.</summary>
    [Range(64, 100_000)]
    public int MaxQueryLength { get; set; } = 4_000;

    /// <summary>Fewer entries than this are embedded by hashed n-grams, because a model of so few would be noise. Default 24.</summary>
    [Range(2, 100_000)]
    public int MinTrainingEntries { get; set; } = 24;

    /// <summary>The catalog is learned anew when it has grown by this share since the last time. Default 0.1.</summary>
    [Range(0.01, 10)]
    public double RetrainGrowth { get; set; } = 0.1;

    /// <summary>
    /// The configured remote embedding model, as <c>provider/model</c> or a model of <c>openai</c>; names the
    /// generation of its vectors. The host takes it from where the endpoint is configured.
    /// </summary>
    [Required]
    public string EmbeddingModel { get; set; } = "text-embedding-3-small";

    /// <summary>Texts sent to a remote embedder in one request. Default 64.</summary>
    [Range(1, 2048)]
    public int EmbeddingBatchSize { get; set; } = 64;

    /// <summary>
    /// Vectors of queries by a remote embedder that are kept in memory, so that a query asked again is not paid again. Default 1,000; 0
    /// keeps none.
    /// </summary>
    [Range(0, 1_000_000)]
    public int QueryEmbeddingCache { get; set; } = 1_000;

    /// <summary>
    /// How long the catalog must have stood still before it is learned anew, so that an import is learned once; one that goes on for thirty
    /// times as long is learned meanwhile. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetrainQuietTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a search waits for a remote embedder before the words alone answer. Default 2 s.</summary>
    public TimeSpan QueryEmbeddingTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
