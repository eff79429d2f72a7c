using System.Globalization;

using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Api.Langfuse;

internal static class LangfuseMapping
{
    private const string Before = "/v2/prompts/";

    /// <summary>
    /// The name in the path as the client encoded it: its folders come as <c>%2F</c>, which routing leaves as it is and cannot tell from a
    /// percent sign in the name.
    /// </summary>
    public static string NameIn(HttpContext http, string promptName)
    {
        string path = http.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        int at = path.LastIndexOf(Before, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? promptName : Uri.UnescapeDataString(path[(at + Before.Length)..].Split('/')[0]);
    }

    /// <summary>What the version is to a client.</summary>
    /// <param name="composed">With what it includes in place; null gives references.</param>
    public static LangfusePrompt ToPrompt(this EntryVersion version, EntryState state, ComposedPrompt? composed)
    {
        PromptBody authored = PromptBody.Read(version.Body);
        PromptBody shown = composed is null ? authored : PromptBody.Read(composed.Version.Body);
        IReadOnlyList<string> labels = CatalogListing.LabelsOf(state, version.Number);
        return new LangfusePrompt
        {
            Name = PathKeys.Find(version.Key) ?? version.Key.ToString(),
            Version = version.Number,
            Type = authored.Type == PromptType.Text ? "text" : "chat",
            Prompt = LangfuseContent.WritePrompt(shown),
            Config = LangfuseContent.WriteConfig(authored),
            Labels = labels,
            Tags = version.Tags,
            CommitMessage = version.ChangeNote,
            CreatedAt = version.CreatedAt,
            UpdatedAt = state.UpdatedAt,
            CreatedBy = version.Author,
            IsActive = state.Resolve(default) == version.Number,
        };
    }

    public static ProblemHttpResult NotFound(string name, int? version, string? label) => Problems.Result(
        StatusCodes.Status404NotFound, ProblemCodes.EntryNotFound, "No such prompt",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Prompt not found: '{name}' with {(version is { } number ? $"version {number}" : $"label '{label ?? "production"}'")}"));

    public static ProblemHttpResult BadName() => Problems.Invalid(
        "name", "must be a path of at most 128 characters such as support/refund, with a name behind its first slash");
}
