using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>The entries that components, prompts and schemas name; types of operations are none.</summary>
internal sealed class WrittenReferences(OperationRegistry operations) : IEntryReferences
{
    public IEnumerable<EntryKey> Of(EntryVersion version, ICatalogReader catalog) =>
        ComponentReferences.Of(version, operations).Where(reference => !reference.IsType).Select(reference => reference switch
        {
            { Tagged: { } tagged } => new EntryKey(tagged.Namespace, tagged.Tag),
            { Candidates: var keys } => keys.FirstOrDefault(key => catalog.Find(key) is { IsArchived: false }, keys[0]),
        });
}
