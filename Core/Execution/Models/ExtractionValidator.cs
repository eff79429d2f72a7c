using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Workflows.Schemas;
using PromptIntel.Extraction;

namespace PromptIntel.Core.Execution.Models;

/// <summary>
/// The rules of prompts that declare offline extraction: the extractor takes the rules with the prompt's own output schema, and keeps
/// taking them when the schema changes. Stands here because neither the catalog nor the extractor may know the other.
/// </summary>
internal sealed class ExtractionValidator : IEntryValidator
{
    private const string Root = "config.extraction";

    public async ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();

        foreach (EntryVersion candidate in edit.Candidates)
        {
            refusals.AddRange(candidate.Kind switch
            {
                EntryKind.Prompt => (await CheckAsync(candidate, edit.After, cancellationToken)).Select(
                    error => new EntryRefusal(candidate.Key, error, candidate.Number)),
                EntryKind.Schema => (await CheckReadersAsync(candidate.Key, edit, cancellationToken)).Select(
                    error => new EntryRefusal(candidate.Key, error)),
                _ => [],
            });
        }

        return refusals.ToImmutable();
    }

    /// <summary>Prompts whose rules fit the schema before and would not afterwards.</summary>
    private static async Task<List<EntryError>> CheckReadersAsync(EntryKey schema, CatalogEdit edit, CancellationToken cancellationToken)
    {
        var errors = new List<EntryError>();

        foreach (EntryState prompt in edit.After.Entries.Matching(new ReadersOf(schema)))
        {
            if (await CheckAsync(prompt.Current, edit.After, cancellationToken) is [var first, ..]
                && (await CheckAsync(prompt.Current, edit.Before, cancellationToken)).IsEmpty)
            {
                errors.Add(new EntryError("", $"This would break the extraction rules of the prompt {prompt.Key}: {first}"));
            }
        }

        return errors;
    }

    private static async Task<ImmutableArray<EntryError>> CheckAsync(
        EntryVersion prompt, ICatalogReader catalog, CancellationToken cancellationToken)
    {
        if (!prompt.Body.TryGetProperty("config", out JsonElement config)
            || config.ValueKind != JsonValueKind.Object
            || !config.TryGetProperty("extraction", out JsonElement rules))
        {
            return [];
        }

        if (!prompt.Body.TryGetProperty("output_schema", out JsonElement schema) || schema.ValueKind == JsonValueKind.Null)
        {
            return [new EntryError(Root, "Extraction needs an output_schema to read into.")];
        }

        if (schema.ValueKind == JsonValueKind.String)
        {
            // A schema that does not exist is reported by the rules of prompts.
            if (Reference(prompt) is not { } reference
                || await catalog.GetAsync(reference.Key, reference.Version, cancellationToken) is not { Kind: EntryKind.Schema } entry)
            {
                return [];
            }

            schema = entry.Body;
        }

        return [.. Extractor.Check(schema, rules).Select(ToError)];
    }

    private static (EntryKey Key, VersionSelector Version)? Reference(EntryVersion prompt) =>
        PromptSchemas.NameIn(prompt) is { } name ? SchemaReferences.KeyOf(name) : null;

    private sealed record ReadersOf(EntryKey Schema) : IEntryFilter
    {
        public bool Matches(EntryState state) => state.Kind == EntryKind.Prompt && Reference(state.Current)?.Key == Schema;
    }

    /// <summary>"fields/total: unknown key 'alias'" belongs to <c>config.extraction.fields/total</c>.</summary>
    private static EntryError ToError(string problem)
    {
        string[] parts = problem.Split(": ", 2);
        string path = parts[0] switch
        {
            "extraction" => Root,
            "schema" => "output_schema",
            var field => $"{Root}.{field}",
        };

        return new EntryError(path, parts[^1]);
    }
}
