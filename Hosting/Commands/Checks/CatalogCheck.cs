using PromptIntel.Core.Catalog;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Every namespace that ships has entries, and this build can use every entry.</summary>
internal sealed class CatalogCheck(PromptCatalog catalog, UnusableEntries unusable) : IValidationCheck
{
    private static readonly string[] ShippedNamespaces = ["workflows", "agents", "commands", "contracts", "legal", "components", "general"];

    public string Name => "catalog";

    public Task<string> RunAsync(CancellationToken cancellationToken)
    {
        HashSet<string> present = [.. catalog.Entries.Select(entry => entry.Key.Namespace)];
        string[] missing = [.. ShippedNamespaces.Where(name => !present.Contains(name))];

        if (missing.Length > 0)
        {
            throw new ValidationFailedException($"nothing in {string.Join(", ", missing)}");
        }

        if (unusable.List() is { IsEmpty: false } broken)
        {
            throw new ValidationFailedException(
                $"{broken.Length} broken: {string.Join("; ", broken.Select(entry => $"{entry.Key}@{entry.Version}: {entry.Reason}"))}");
        }

        int prompts = catalog.Entries.Count(entry => entry.Kind == EntryKind.Prompt);
        return Task.FromResult(
            $"{catalog.Entries.Count} entries ({prompts} prompts) in {present.Count} namespaces, none broken, position {catalog.Position}");
    }
}
