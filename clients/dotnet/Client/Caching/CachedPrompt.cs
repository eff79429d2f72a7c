using PromptIntel.Client.Catalog;

namespace PromptIntel.Client.Caching;

/// <summary>A prompt of the cache.</summary>
/// <param name="IsCurrent">False where the server could not be asked whether this is still what everybody gets.</param>
public sealed record CachedPrompt(PromptDocument Document, bool IsCurrent);
