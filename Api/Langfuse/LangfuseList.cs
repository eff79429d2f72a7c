using PromptIntel.Api.Catalog;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Api.Langfuse;

/// <summary>Which prompts a list is about; null lets all through.</summary>
internal sealed record LangfuseFilter(string? Name, string? Label, string? Tag, DateTimeOffset? From, DateTimeOffset? To)
{
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
    public static LangfuseListResponse Of(EntrySet entries, LangfuseFilter filter, int page, int limit)
    {
        List<EntryState> matching =
        [
            .. from state in entries.OfKind(EntryKind.Prompt)
               where state.BrokenReason is null && filter.Matches(state)
               let name = PathKeys.Find(state.Key)
               where name is not null && (filter.Name is null || filter.Name == name)
               select state,
        ];
        LangfuseListItem[] items =
            [.. matching.Skip((int)Math.Min((page - 1L) * limit, int.MaxValue)).Take(limit).Select(state => ToItem(state, filter))];
        return new LangfuseListResponse(
            items, new LangfusePage(page, limit, matching.Count, (matching.Count + limit - 1) / limit));
    }

    private static LangfuseListItem ToItem(EntryState state, LangfuseFilter filter)
    {
        int? target = filter.Target(state);
        PromptBody body = PromptBody.Read(state.Versions[target ?? state.LatestVersion].Body);
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
