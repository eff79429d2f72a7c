using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>The workflow that an installation stands or falls with.</summary>
internal static class MainWorkflow
{
    public const string ExampleProperty = "example_input";

    public static readonly EntryKey Key = new("workflows", "questionnaire_to_contract");

    public static readonly EntryKey Extraction = new("workflows", "extract_questionnaire");

    public static readonly string[] Stages = ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"];

    /// <exception cref="ValidationFailedException">It is not there, or cannot run as the catalog stands.</exception>
    public static async Task<Manifest> PinAsync(ManifestBuilder manifests, CancellationToken cancellationToken) =>
        await manifests.BuildAsync(Key, default, cancellationToken) switch
        {
            ManifestResult.Built built => built.Manifest,
            ManifestResult.Refused refused => throw new ValidationFailedException($"{Key} cannot run: {string.Join("; ", refused.Errors)}"),
            _ => throw new ValidationFailedException($"{Key} is not in the catalog"),
        };
}
