using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Rewriting;

/// <summary>
/// Has a language model rewrite an entry with the suggestions made for it. The instruction is a prompt of the catalog, improved like
/// any other, and a rewrite is an execution of it: recorded, counted and traced like any other.
/// </summary>
public sealed class SuggestionRewriter(PromptCatalog catalog, CatalogHistory history, IModelDirectory models, Executions executions)
{
    /// <summary>The prompt that does the rewriting.</summary>
    public static EntryKey Prompt { get; } = new("general", "rewrite_prompt_with_suggestions");

    /// <param name="longestWait">For the model; after it the execution is cancelled.</param>
    public async Task<RewriteResult> RewriteAsync(UpdateEntryRequest update, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);

        if (catalog.Find(update.Key) is not { IsArchived: false } state
            || await catalog.GetDocumentAsync(update.Key, default, cancellationToken) is not { } document)
        {
            return new RewriteResult.NotFound();
        }

        if (update.ExpectedVersion is { } expected && expected != state.LatestVersion)
        {
            return new RewriteResult.VersionConflict(state.LatestVersion);
        }

        if (await RefuseWithoutModelAsync(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        IReadOnlyList<Suggestion> open = await history.SuggestionsAsync(update.Key, SuggestionStatus.Open, cancellationToken);
        string[] suggestions = [.. open.Select(suggestion => suggestion.Text), .. update.Suggestions];

        if (suggestions.Length == 0)
        {
            return new RewriteResult.NothingToApply();
        }

        // Somebody who writes while the model thinks must not be overwritten.
        return await AskAsync(update with { ExpectedVersion = state.LatestVersion }, document, suggestions, longestWait, cancellationToken);
    }

    private async Task<RewriteResult.ModelRequired?> RefuseWithoutModelAsync(CancellationToken cancellationToken)
    {
        string? model = await catalog.GetAsync(Prompt, default, cancellationToken) is { Kind: EntryKind.Prompt } prompt
            && PromptBody.TryRead(prompt.Body, out PromptBody? body, out _) ? body.Model : null;
        return models.Resolve(model) is { CanGenerate: true }
            ? null
            : new RewriteResult.ModelRequired(
                "apply_suggestions has a language model rewrite the prompt; set OPENAI_API_KEY, or send the new content yourself.");
    }

    private async Task<RewriteResult> AskAsync(
        UpdateEntryRequest update,
        CatalogDocument document,
        string[] suggestions,
        TimeSpan longestWait,
        CancellationToken cancellationToken)
    {
        StartResult result = await executions.StartAsync(
            new StartExecution
            {
                Workflow = Prompt,
                Input = JsonSerializer.SerializeToElement(
                    new { prompt_text = document.Text, suggestions, declared_variables = DeclaredVariables(document.Version) }),
                UserId = update.Author,
            },
            cancellationToken);

        if (result is not StartResult.Started { Id: var id })
        {
            return new RewriteResult.NotStarted(result);
        }

        ExecutionRecord? ended = await executions.WaitAsync(id, longestWait, cancellationToken);

        if (ended is not { Status: ExecutionStatus.Succeeded, Output: { } answer })
        {
            await executions.ChangeAsync(
                id, new ExecutionChange.Cancel(update.Author, "nobody waits for the rewrite any more"), cancellationToken);
            return new RewriteResult.Failed(id, ended?.Error?.Code ?? ErrorCodes.Timeout);
        }

        return Text(answer, "rewritten")?.TrimStart() is { } text
            && PromptMarkdown.HasFrontMatter(text) == PromptMarkdown.HasFrontMatter(document.Text)
            ? new RewriteResult.Rewritten(update with
            {
                Content = JsonSerializer.SerializeToElement(text),
                Labels = [VersionSelector.CandidateLabel],
                ChangeNote = update.ChangeNote ?? Text(answer, "change_note"),
            })
            : new RewriteResult.Failed(id, ErrorCodes.InvalidOutput);
    }

    private static ImmutableArray<string> DeclaredVariables(EntryVersion version) =>
        version.Body.ValueKind == JsonValueKind.Object
        && version.Body.TryGetProperty("variables", out JsonElement variables) && variables.ValueKind == JsonValueKind.Object
        && variables.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : [];

    private static string? Text(JsonElement answer, string field) =>
        answer.ValueKind == JsonValueKind.Object
            && answer.TryGetProperty(field, out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
