using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench.Search;

/// <summary>A query as a user would type it, with the entries that answer it. A paraphrase has none of the words of their names.</summary>
/// <param name="Half">
/// What is chosen on <c>tune</c> is held against <c>judge</c>; <c>older</c> are queries that earlier choices were made on.
/// </param>
/// <param name="Corpus">The prompts among which it is asked.</param>
internal sealed record LabelledQuery(string Query, string[] Expected, string Kind, string Half, string Corpus)
{
    public const string Title = "title";
    public const string Paraphrase = "paraphrase";
    public const string Older = "older";
    public const string Library = "library";

    private static readonly string Folder = ContentPrompts.FindFolder(Path.Combine("bench", "Search"));

    /// <summary>The queries over the shipped prompts that the project began with.</summary>
    public static LabelledQuery[] ReadOlder() => Read("queries.jsonl");

    /// <summary>All of them.</summary>
    public static LabelledQuery[] ReadAll() => [.. Read("labelled.jsonl"), .. ReadOlder()];

    /// <summary>The entries of a corpus.</summary>
    public static IReadOnlyList<EntryState> ReadCorpus(string corpus) => corpus == Library
        ? LibraryPrompts.Read(Path.Combine(Folder, "library.jsonl"))
        : ContentPrompts.Read(ContentPrompts.FindFolder(Path.Combine("content", "prompts")));

    private static LabelledQuery[] Read(string file) =>
    [
        .. File.ReadLines(Path.Combine(Folder, file)).Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<LabelledQuery>(line, JsonSerializerOptions.Web)!),
    ];
}
