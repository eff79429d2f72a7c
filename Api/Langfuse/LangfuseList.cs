using PromptIntel.Api.Catalog;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Api.Langfuse;

/// <summary>Which prompts a list is about; null lets all through.</summary>
internal sealed record LangfuseFilter(string? Name, string? Label, string? Tag, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Those that the name leaves, by key.</summary>
    public IEnumerable<EntryState> In(PromptCatalog catalog) =>
        Name is null ? catalog.Entries.OfKind(EntryKind.Prompt)
        : PathKeys.TryParse(Name, out EntryKey key) && catalog.Find(key) is { Kind: EntryKind.Prompt, IsArchived: false } state ? [state]
        : [];

    public bool Matches(EntryState state) =>
        (Label is null || Target(state) is not null)
        && (Tag is null || state.Current.Tags.Contains(Tag))
        && (From is null || state.UpdatedAt >= From)
        && (To is null || state.UpdatedAt < To);

    /// <summary>The version that the label points to.</summary>
    public int? Target(EntryState state) => Label is null ? null : state.Resolve(VersionSelector.ForLabel(Label));
}

/// <summary>Prompts page by page, by key.</summary>
internal static class LangfuseList
{
    public static LangfuseListResponse Of(PromptCatalog catalog, LangfuseFilter filter, int page, int limit)
    {
        List<EntryState> matching =
        [
            .. filter.In(catalog).Where(
                state => filter.Matches(state) && PathKeys.Find(state.Key) is not null && state.FindFault() is null),
        ];
        LangfuseListItem[] items =
            [.. matching.Skip((int)Math.Min((page - 1L) * limit, int.MaxValue)).Take(limit).Select(state => ToItem(state, filter))];
        return new LangfuseListResponse(
            items, new LangfusePage(page, limit, matching.Count, (matching.Count + limit - 1) / limit));
    }

    private static LangfuseListItem ToItem(EntryState state, LangfuseFilter filter)
    {
        int? target = filter.Target(state);
        // A version that this build cannot use has an entry all the same: it is shown as what everybody gets, which can be read.
        PromptBody body = PromptBody.TryRead(state.Versions[target ?? state.LatestVersion].Body, out PromptBody? read, out _)
            ? read
            : PromptBody.Read(state.Current.Body);
        return new LangfuseListItem(
            PathKeys.Find(state.Key)!,
            body.Type == PromptType.Text ? "text" : "chat",
            target is { } one ? [one] : [.. Enumerable.Range(1, state.LatestVersion)],
            target is { } labelled ? CatalogListing.LabelsOf(state, labelled) : [.. CatalogListing.AllLabels(state).Keys],
            state.Current.Tags,
            state.UpdatedAt,
            LangfuseContent.WriteConfig(body));
    }
}
