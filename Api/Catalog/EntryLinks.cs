using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>Where an entry lives; names may hold spaces.</summary>
internal static class EntryLinks
{
    public static string Of(EntryKey key) => $"/api/prompts/{key.Namespace}/{Uri.EscapeDataString(key.Name)}";
}
