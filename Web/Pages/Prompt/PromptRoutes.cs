using System.Globalization;
using System.Text;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Prompt;

internal static class PromptRoutes
{
    /// <summary>A request to a route of one entry.</summary>
    public static OwnRequest To(string route, string space, string name) =>
        new(route) { Path = { ["namespace"] = space, ["name"] = name } };

    /// <summary>An entry as its author writes it.</summary>
    /// <param name="version">Null for what everybody gets.</param>
    public static async Task<Answer<string>> ReadTextAsync(
        this ConsoleApi api, string space, string name, int? version, CancellationToken cancellationToken = default)
    {
        OwnRequest read = To("GetPrompt", space, name);
        (read.Query["version"], read.Query["format"]) = (version?.ToString(CultureInfo.InvariantCulture), "markdown");
        OwnAnswer answer = await api.AskAsync(read, cancellationToken);
        return answer.IsSuccess
            ? new Answer<string>(Encoding.UTF8.GetString(answer.Body), null, answer.ETag)
            : new Answer<string>(null, Problem.Of(answer), null);
    }
}
