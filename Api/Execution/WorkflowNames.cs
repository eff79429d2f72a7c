using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Execution;

/// <summary>
/// What a request's <c>workflow</c> means: <c>[namespace/]name[@version|@label]</c>; a bare name is looked for
/// among workflows, then components.
/// </summary>
internal static class WorkflowNames
{
    private const string Namespace = "workflows";

    /// <summary>Null when there is no such entry, or it is of a kind that cannot run.</summary>
    public static (EntryKey Key, VersionSelector Version)? Find(ICatalogReader catalog, string text, int? version, string? label)
    {
        if (ComponentReference.TryParse(text) is not { } reference)
        {
            return null;
        }

        VersionSelector asked = RequestErrorsExtensions.ToSelector(version, label);

        foreach (EntryKey key in reference.Candidates([Namespace, "components"]))
        {
            if (catalog.Find(key) is
                {
                    Kind: EntryKind.Recipe or EntryKind.Solver or EntryKind.Operation or EntryKind.Prompt,
                    IsArchived: false
                })
            {
                return (key, asked.IsDefault ? reference.Version : asked);
            }
        }

        return null;
    }

    public static void RequireWorkflow(this RequestErrors errors, string text) =>
        errors.Require(ComponentReference.TryParse(text) is not null, "workflow", "must be [namespace/]name[@version|@label]");
}
