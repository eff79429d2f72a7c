using System.Text.Json;

namespace PromptIntel.Bench.Search;

/// <summary>A query as a user would type it, with the entries that answer it. A paraphrase has none of the words of their names.</summary>
internal sealed record LabelledQuery(string Query, string Half, string[] Expected)
{
    public const string TitleHalf = "title";
    public const string ParaphraseHalf = "paraphrase";

    public static LabelledQuery[] Read(string path) =>
        [.. File.ReadLines(path)
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<LabelledQuery>(line, JsonSerializerOptions.Web)!)];
}
