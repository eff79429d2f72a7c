using System.Collections.Immutable;
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
/// line and does not stop the others.
/// </summary>
public sealed class LeagueExampleLoader(ILeagueStore store, JsonSchemaValidator validator)
{
    /// <summary>Reads every <c>*.jsonl</c> of the directory; a directory that is missing holds no examples.</summary>
    /// <param name="schema">The JSON Schema <c>league_example</c>.</param>
    public async Task<LeagueExampleLoad> LoadAsync(string directory, JsonElement schema, CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<LeagueExampleError>();
        var examples = new Dictionary<string, LeagueExample>(StringComparer.Ordinal);
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
                    Read(line, Path.GetFileName(file), number, schema, examples, errors);
                }
            }
        }

        int written = await store.UpsertExamplesAsync(examples.Values, cancellationToken);
        int total = (await store.CountExamplesAsync(cancellationToken)).Sum(count => count.Count);
        return new LeagueExampleLoad(written, total, errors.ToImmutable());
    }

    private void Read(
        string line,
        string file,
        int number,
        JsonElement schema,
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

        ImmutableArray<SchemaViolation> violations = validator.Validate(schema, value);
        if (!violations.IsEmpty)
        {
            errors.Add(new LeagueExampleError(file, number, string.Join("; ", violations)));
            return;
        }

        string id = value.GetText("id")!;
        if (!examples.TryAdd(id, ToExample(id, value)))
        {
            errors.Add(new LeagueExampleError(file, number, $"the id '{id}' was used before; this line is left out"));
        }
    }

    private static LeagueExample ToExample(string id, JsonElement value) => new(
        id,
        value.GetText("league_name")!,
        value.GetText("sport")!,
        value.GetText("sport_bucket")!,
        value.GetText("tier")!,
        value.GetText("region")!,
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value))),
        value);
}
