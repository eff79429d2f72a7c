using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Leagues.Examples;

/// <param name="Line">From 1.</param>
public sealed record LeagueExampleError(string File, int Line, string Detail);

/// <param name="Written">New or changed since the last load.</param>
/// <param name="Total">Now in the store.</param>
public sealed record LeagueExampleLoad(int Written, int Total, ImmutableArray<LeagueExampleError> Errors);

/// <summary>
/// Loads example leagues from JSON Lines files into the store, by hash. A line that does not satisfy the schema is reported with file and
/// line and does not stop the others. What is stored satisfied this very schema, of which its hash is too, and is not checked again: every
/// start loads the examples while somebody waits.
/// </summary>
public sealed class LeagueExampleLoader(ILeagueStore store, JsonSchemaValidator validator)
{
    private const int PageSize = 500;

    /// <summary>Reads every <c>*.jsonl</c> of the directory; a directory that is missing holds no examples.</summary>
    /// <param name="schema">The JSON Schema <c>league_example</c>.</param>
    public async Task<LeagueExampleLoad> LoadAsync(string directory, JsonElement schema, CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<LeagueExampleError>();
        var examples = new Dictionary<string, LeagueExample>(StringComparer.Ordinal);
        HashSet<(string Id, string Hash)> stored = await ReadStoredAsync(cancellationToken);
        string[] files = Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*.jsonl").Order(StringComparer.Ordinal)]
            : [];
        foreach (string file in files)
        {
            int number = 0;
            foreach (string line in await File.ReadAllLinesAsync(file, cancellationToken))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    Read(line, Path.GetFileName(file), number, schema, stored, examples, errors);
                }
            }
        }

        LeagueExample[] changed = [.. examples.Values.Where(example => !stored.Contains((example.Id, example.Hash)))];
        int written = changed.Length == 0 ? 0 : await store.UpsertExamplesAsync(changed, cancellationToken);
        int total = (await store.CountExamplesAsync(cancellationToken)).Sum(count => count.Count);
        return new LeagueExampleLoad(written, total, errors.ToImmutable());
    }

    private async Task<HashSet<(string Id, string Hash)>> ReadStoredAsync(CancellationToken cancellationToken)
    {
        var stored = new HashSet<(string, string)>();
        LeagueExamplePage page;
        string? after = null;

        do
        {
            page = await store.ListExamplesAsync(new LeagueExampleQuery(After: after, Limit: PageSize), cancellationToken);
            stored.UnionWith(page.Items.Select(example => (example.Id, example.Hash)));
            after = page.NextCursor;
        }
        while (after is not null);

        return stored;
    }

    private void Read(
        string line,
        string file,
        int number,
        JsonElement schema,
        HashSet<(string Id, string Hash)> stored,
        Dictionary<string, LeagueExample> examples,
        ImmutableArray<LeagueExampleError>.Builder errors)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(line);
        }
        catch (JsonException exception)
        {
            errors.Add(new LeagueExampleError(file, number, $"not JSON: {exception.Message}"));
            return;
        }

        string hash = HashOf(schema, value);
        string? known = value.ValueKind == JsonValueKind.Object ? value.GetText("id") : null;
        ImmutableArray<SchemaViolation> violations =
            known is not null && stored.Contains((known, hash)) ? [] : validator.Validate(schema, value);

        if (!violations.IsEmpty)
        {
            errors.Add(new LeagueExampleError(file, number, string.Join("; ", violations)));
            return;
        }

        string id = value.GetText("id")!;
        if (!examples.TryAdd(id, ToExample(id, hash, value)))
        {
            errors.Add(new LeagueExampleError(file, number, $"the id '{id}' was used before; this line is left out"));
        }
    }

    /// <summary>Of what the line must satisfy, and of the line.</summary>
    private static string HashOf(JsonElement schema, JsonElement value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonMarshal.GetRawUtf8Value(schema));
        hash.AppendData(JsonMarshal.GetRawUtf8Value(value));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static LeagueExample ToExample(string id, string hash, JsonElement value) => new(
        id,
        value.GetText("league_name")!,
        value.GetText("sport")!,
        value.GetText("sport_bucket")!,
        value.GetText("tier")!,
        value.GetText("region")!,
        hash,
        value);
}
