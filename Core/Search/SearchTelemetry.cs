using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptIntel.Core.Search;

/// <summary>The names of search in traces and metrics. Query texts are never among them.</summary>
public static class SearchTelemetry
{
    public const string Name = "PromptIntel.Search";

    internal const string SearchSpan = "search";
    internal const string RebuildSpan = "rebuild embeddings";
    internal const string ResultsTag = "promptintel.search.results";
    internal const string UsedVectorsTag = "promptintel.search.used_vectors";
    internal const string GenerationTag = "promptintel.search.generation";
    internal const string EntriesTag = "promptintel.search.entries";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("promptintel.search.duration", "s", "Time of one search, by whether vectors were used");

    private static readonly Counter<long> EmbeddedTexts =
        Meter.CreateCounter<long>("promptintel.search.embedded_entries", "{entry}", "Entries embedded, by generation");

    internal static void Searched(TimeSpan elapsed, bool usedVectors) =>
        Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>(UsedVectorsTag, usedVectors));

    internal static void Embedded(int entries, string generation) =>
        EmbeddedTexts.Add(entries, new KeyValuePair<string, object?>(GenerationTag, generation));

    /// <summary>The span of a call to a remote embedder, by the GenAI conventions.</summary>
    internal static Activity? StartEmbeddings(string provider, string model, int texts)
    {
        Activity? span = Source.StartActivity($"embeddings {model}", ActivityKind.Client);
        span?.SetTag("gen_ai.operation.name", "embeddings");
        span?.SetTag("gen_ai.provider.name", provider);
        span?.SetTag("gen_ai.request.model", model);
        span?.SetTag(EntriesTag, texts);
        return span;
    }
}
