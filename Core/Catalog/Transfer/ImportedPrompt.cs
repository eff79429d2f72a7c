using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>A prompt to import, as another tool had it: one version, or a history.</summary>
/// <param name="Versions">In their order; at least one.</param>
public sealed record ImportedPrompt(EntryKey Key, ImmutableArray<ImportedVersion> Versions)
{
    /// <summary>Of a prompt with one version that can be read; null for any other.</summary>
    internal string? HashOfOne => Versions is [var one] ? Draft(one)?.ContentHash : null;

    internal ImportLine ToLine(DateTimeOffset at)
    {
        if (Versions is [var one])
        {
            return new ImportLine.Authored(Key, EntryKind.Prompt, one.Content, null, null, one.Labels) { ChangeNote = one.ChangeNote };
        }

        EntryDraft?[] drafts = [.. Versions.Select(Draft)];
        if (Array.IndexOf(drafts, null) is var broken and >= 0)
        {
            EntryError error = EntryContent.Read(EntryKind.Prompt, Key, Versions[broken].Content, null).Errors[0];
            return new ImportLine.Broken(error with { Field = $"version {broken + 1}: {error.Field}" });
        }

        return new ImportLine.Exported(new EntryArchive
        {
            Key = Key,
            Kind = EntryKind.Prompt,
            Versions =
            [
                .. Versions.Select((version, index) => drafts[index]!.ToVersion(
                    Key, index + 1, VersionSource.Import, at, author: null, version.ChangeNote)),
            ],
            Labels = Versions.SelectMany((version, index) => (version.Labels ?? []).Select(label => (Label: label, Number: index + 1)))
                .GroupBy(one => one.Label, StringComparer.Ordinal)
                .ToImmutableDictionary(label => label.Key, label => label.Last().Number, StringComparer.Ordinal),
            Suggestions = [],
        });
    }

    private EntryDraft? Draft(ImportedVersion version) => EntryContent.Read(EntryKind.Prompt, Key, version.Content, null).Draft;
}

/// <param name="Content">The body as an object, with description and tags.</param>
/// <param name="Labels">Those that point to it; null for those of any new version.</param>
public sealed record ImportedVersion(JsonElement Content, ImmutableArray<string>? Labels, string? ChangeNote);
