using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Catalog;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Workflows;

internal sealed record SampleItem(string Name, string Title, string Workflow, string Text);

/// <summary>The files of <c>content/samples</c>, with the workflow that each is for; empty without a content directory.</summary>
internal static class SampleFiles
{
    public static async Task<Ok<ListResponse<SampleItem>>> ListAsync(IOptions<ContentOptions> options, CancellationToken cancellationToken)
    {
        List<SampleItem> items = [.. (await ContentSamples.ReadAsync(options.Value, cancellationToken))
            .Select(sample => new SampleItem(
                sample.Name, Title(Path.GetFileNameWithoutExtension(sample.Name)), sample.Workflow, sample.Text))];
        return TypedResults.Ok(new ListResponse<SampleItem>(items, null, items.Count));
    }

    /// <summary><c>alpine_hockey_form</c> as <c>Alpine hockey form</c>.</summary>
    private static string Title(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
