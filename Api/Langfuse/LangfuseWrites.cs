using System.Collections.Immutable;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Api.Langfuse;

/// <summary>Langfuse's writes as the catalog's. Safe for concurrent use.</summary>
internal sealed class LangfuseWrites(PromptCatalog catalog, CatalogWriter writer)
{
    /// <summary>The next version of the prompt, or its first.</summary>
    public async Task<WriteResult> CreateAsync(
        EntryKey key, CreateLangfusePromptRequest request, Caller caller, CancellationToken cancellationToken)
    {
        EntryState? state = catalog.Find(key);

        if (state is not null && state.Kind != EntryKind.Prompt)
        {
            return new WriteResult.NameTaken(state);
        }

        EntryVersion? standing = state is { IsArchived: false } ? state.Current : null;
        Dictionary<(EntryKey, int), string> pinned = await TextsAsync(LangfuseContent.PinnedIn(request.Prompt), cancellationToken);

        if (LangfuseContent.Read(key.Name, request.Prompt, request.Config, standing, pinned, out var errors) is not { } body)
        {
            return new WriteResult.BadRequest(errors);
        }

        string[] labels = [.. (request.Labels ?? []).Where(label => label != VersionSelector.LatestLabel)];
        var create = new CreateEntryRequest
        {
            Key = key,
            Content = body.ToJson(),
            Description = standing is null ? LangfuseContent.Describe(key.Name, request.Prompt) : null,
            Tags = request.Tags?.ToImmutableArray(),
            // To Langfuse what was deleted is gone, so this is a first version, which everybody gets: else they would get the deleted one.
            Labels = [.. state is { IsArchived: true } ? labels.Union([VersionSelector.ProductionLabel]) : labels],
            ChangeNote = request.CommitMessage,
            Author = caller.Name,
            MayPublish = caller.MayPublish,
        };
        WriteResult? result = standing is null ? await writer.CreateAsync(create, cancellationToken) : null;
        // Somebody else may have created it in between: then this is the next version.
        return result is not null and not WriteResult.NameTaken
            ? result
            : await writer.UpdateAsync(
                new UpdateEntryRequest
                {
                    Key = key,
                    Content = create.Content,
                    Tags = create.Tags,
                    Labels = create.Labels,
                    ChangeNote = create.ChangeNote,
                    Author = create.Author,
                    MayPublish = create.MayPublish,
                },
                cancellationToken);
    }

    /// <summary>Points each label to the version, in their order; the first refusal, behind which nothing was done, or null.</summary>
    public async Task<WriteResult?> SetLabelsAsync(
        EntryKey key, int version, string[] labels, Caller caller, CancellationToken cancellationToken)
    {
        if (labels.FirstOrDefault(label => !EntryLabels.IsSettable(label)) is { } bad)
        {
            return new WriteResult.BadRequest(
                [new EntryError("newLabels", bad == VersionSelector.LatestLabel
                    ? "The label latest is automatic." : $"A label must match {EntryLabels.Pattern}.")]);
        }

        foreach (string label in labels.Distinct(StringComparer.Ordinal))
        {
            WriteResult result = await writer.SetLabelAsync(
                key, label, version, LabelCondition.None, caller.Name, cancellationToken);

            if (result is not (WriteResult.Written or WriteResult.Unchanged))
            {
                return result;
            }
        }

        return null;
    }

    private async Task<Dictionary<(EntryKey, int), string>> TextsAsync(
        ImmutableArray<(EntryKey Key, int Version)> pinned, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<(EntryKey, int), string>();

        foreach ((EntryKey key, int version) in pinned)
        {
            if (LangfuseContent.TextOf(await catalog.GetAsync(key, VersionSelector.ForVersion(version), cancellationToken)) is { } text)
            {
                texts[(key, version)] = text;
            }
        }

        return texts;
    }
}
