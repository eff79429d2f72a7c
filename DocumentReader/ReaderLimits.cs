namespace PromptIntel.DocumentReader;

/// <summary>What a document may have; time and memory are watched from outside.</summary>
internal sealed record ReaderLimits(int MaxPages, int MaxCharacters);
