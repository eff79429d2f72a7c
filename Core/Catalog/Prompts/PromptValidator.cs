using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// The rules of prompts: templates parse and use declared variables only, and the schema they refer to exists, also after the schema
/// has been archived or has lost a label.
/// </summary>
internal sealed class PromptValidator : IEntryValidator
{
    public ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();
        foreach (EntryVersion candidate in edit.Candidates.Where(candidate => candidate.Kind == EntryKind.Prompt))
        {
            refusals.AddRange(Check(candidate, edit.After).Select(error => new EntryRefusal(candidate.Key, error)));
        }

        foreach (EntryEdit schema in edit.Entries.Where(entry => entry.Candidate is null && edit.Before.Find(entry.Key) is { Kind: EntryKind.Schema }))
        {
            refusals.AddRange(edit.After.Entries
                .Where(prompt => SchemaOf(prompt.Current) is { } reference && reference.Key == schema.Key && Exists(reference, edit.Before) && !Exists(reference, edit.After))
                .Select(prompt => new EntryRefusal(schema.Key, new EntryError("", $"The prompt {prompt.Key} answers by this schema."))));
        }

        return ValueTask.FromResult(refusals.ToImmutable());
    }

    private static ImmutableArray<EntryError> Check(EntryVersion candidate, ICatalogReader after)
    {
        if (!PromptBody.TryRead(candidate.Body, out PromptBody? body, out ImmutableArray<EntryError> errors))
        {
            return errors;
        }

        errors = TemplateSyntax.Check(body);
        return body.OutputSchema is not { ValueKind: JsonValueKind.String } named || (SchemaOf(candidate) is { } reference && Exists(reference, after))
            ? errors
            : errors.Add(new EntryError("output_schema", $"There is no schema '{named}'."));
    }

    private static bool Exists((EntryKey Key, VersionSelector Version) reference, ICatalogReader catalog) =>
        catalog.Find(reference.Key) is { Kind: EntryKind.Schema } schema
        && (!schema.IsArchived || reference.Version.Version is not null) && schema.Resolve(reference.Version) is not null;

    /// <summary>The schema entry that a prompt names; null when it names none.</summary>
    private static (EntryKey Key, VersionSelector Version)? SchemaOf(EntryVersion prompt)
    {
        if (prompt.Kind != EntryKind.Prompt || !prompt.Body.TryGetProperty("output_schema", out JsonElement schema) || schema.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        string text = schema.GetString()!;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return EntryKey.TryParse(at < 0 ? text : text[..at], "components", out EntryKey key) ? (key, at < 0 ? default : VersionSelector.Parse(text[(at + 1)..])) : null;
    }
}
