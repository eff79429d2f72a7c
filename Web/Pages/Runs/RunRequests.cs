using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Runs;

internal static class RunRequests
{
    public static OwnRequest Detail(Guid id) => new("GetExecution") { Path = { ["id"] = id.ToString() } };
}
