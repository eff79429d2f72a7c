using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Batches;

/// <summary>What the pages of one batch ask.</summary>
internal static class BatchRequests
{
    private const string MostItems = "100";

    public static OwnRequest To(string route, Guid id) => new(route) { Path = { ["id"] = id.ToString() } };

    /// <summary>The items from the cursor on; the first ones without one.</summary>
    public static OwnRequest Items(Guid id, string? cursor) => To("ListBatchItems", id) with
    {
        Query = new() { ["limit"] = MostItems, ["cursor"] = string.IsNullOrEmpty(cursor) ? null : cursor },
    };
}
