using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Catalog;
using PromptIntel.Worker.Installation;

namespace PromptIntel.Api.Workflows;

internal sealed record SampleItem(string Name, string Title, string Text);

/// <summary>The files of <c>content/samples</c>, for the start page and for trying things out; empty without a content directory.</summary>
internal static class SampleFiles
{
    private const string DirectoryName = "samples";

    public static async Task<Ok<ListResponse<SampleItem>>> ListAsync(IOptions<ContentOptions> options, CancellationToken cancellationToken)
    {
        List<SampleItem> items = await ReadAsync(options.Value, cancellationToken);
        return TypedResults.Ok(new ListResponse<SampleItem>(items, null, items.Count));
    }

    public static async Task<List<SampleItem>> ReadAsync(ContentOptions options, CancellationToken cancellationToken)
    {
        string? directory = options.Locate() is { } content ? Path.Combine(content, DirectoryName) : null;
        string[] files = Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)] : [];
        var items = new List<SampleItem>();

        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            items.Add(new SampleItem(name, Title(Path.GetFileNameWithoutExtension(name)), await File.ReadAllTextAsync(file, cancellationToken)));
        }

        return items;
    }

    /// <summary><c>alpine_hockey_form</c> as <c>Alpine hockey form</c>.</summary>
    private static string Title(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
