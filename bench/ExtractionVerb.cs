namespace PromptIntel.Bench;

/// <summary>Precision and recall of the offline extractor over the labelled documents.</summary>
internal static class ExtractionVerb
{
    public static int Run(string[] args) => throw new NotImplementedException($"No documents yet ({args.Length} options).");
}
