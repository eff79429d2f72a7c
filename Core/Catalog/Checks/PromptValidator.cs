using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Checks;

/// <summary>
/// What prompts refer to: the schema that they answer by exists, also after the schema has been archived or has lost a label.
/// </summary>
internal sealed class PromptValidator : IEntryValidator
{
    public ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();
        foreach (EntryVersion candidate in edit.Candidates.Where(candidate => candidate.Kind == EntryKind.Prompt))
        {
            if (candidate.Body.TryGetProperty("output_schema", out JsonElement named) && named.ValueKind == JsonValueKind.String
                && (SchemaOf(candidate) is not { } wanted || !Exists(wanted, edit.After)))
            {
                refusals.Add(
                    new EntryRefusal(candidate.Key, new EntryError("output_schema", $"There is no schema '{named}'."), candidate.Number));
            }
        }

        foreach (EntryEdit schema in edit.Entries.Where(entry => HasLess(edit.Before.Find(entry.Key), edit.After.Find(entry.Key))))
        {
            refusals.AddRange(edit.After.Entries.Matching(new AnswersBy(schema.Key))
                .Where(prompt =>
                    SchemaOf(prompt.Current) is { } reference && Exists(reference, edit.Before) && !Exists(reference, edit.After))
                .Select(prompt => new EntryRefusal(schema.Key, new EntryError("", $"The prompt {prompt.Key} answers by this schema."))));
        }

        return ValueTask.FromResult(refusals.ToImmutable());
    }

    /// <summary>Whether a schema can be referred to in fewer ways than before.</summary>
    private static bool HasLess(EntryState? before, EntryState? after) =>
        before is { Kind: EntryKind.Schema }
            && after is not null
            && (after.IsArchived || before.Labels.Keys.Except(after.Labels.Keys).Any());

    private static bool Exists((EntryKey Key, VersionSelector Version) reference, ICatalogReader catalog) =>
        catalog.Find(reference.Key) is { Kind: EntryKind.Schema } schema
        && (!schema.IsArchived || reference.Version.Version is not null) && schema.Resolve(reference.Version) is not null;

    private sealed record AnswersBy(EntryKey Schema) : IEntryFilter
    {
        public bool Matches(EntryState state) => SchemaOf(state.Current)?.Key == Schema;
    }

    /// <summary>The schema entry that a prompt names; null when it names none.</summary>
    private static (EntryKey Key, VersionSelector Version)? SchemaOf(EntryVersion prompt)
    {
        if (PromptSchemas.NameIn(prompt) is not { } text)
        {
            return null;
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        return EntryKey.TryParse(at < 0 ? text : text[..at], "components", out EntryKey key)
            ? (key, at < 0 ? default : VersionSelector.Parse(text[(at + 1)..]))
            : null;
    }
}
