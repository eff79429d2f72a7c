using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>The rules of prompts: templates parse and use declared variables only, and the schema they refer to exists.</summary>
internal sealed class PromptValidator : IEntryValidator
{
    public ValueTask<ImmutableArray<EntryError>> ValidateAsync(EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken)
    {
        if (candidate.Kind != EntryKind.Prompt)
        {
            return ValueTask.FromResult(ImmutableArray<EntryError>.Empty);
        }

        if (!PromptBody.TryRead(candidate.Body, out PromptBody? body, out ImmutableArray<EntryError> errors))
        {
            return ValueTask.FromResult(errors);
        }

        return ValueTask.FromResult(TemplateSyntax.Check(body).AddRange(CheckSchema(body, after)));
    }

    private static ImmutableArray<EntryError> CheckSchema(PromptBody body, ICatalogReader after)
    {
        if (body.OutputSchema is not { ValueKind: JsonValueKind.String } reference)
        {
            return [];
        }

        string text = reference.GetString()!;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        bool isKey = EntryKey.TryParse(at < 0 ? text : text[..at], "components", out EntryKey key);
        return isKey && after.Find(key) is { Kind: EntryKind.Schema, IsArchived: false } ? [] : [new EntryError("output_schema", $"There is no schema '{text}'.")];
    }
}
