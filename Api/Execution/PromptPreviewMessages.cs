using System.Text.Json;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Execution;

/// <summary>A text of a prompt that is not stored, to be checked as its next version and filled.</summary>
internal sealed record PreviewPromptRequest : ICheckedRequest, INamesNamespace
{
    public required string Namespace { get; init; }

    /// <summary>Of a prompt that is there, or of one that would be new.</summary>
    public required string Name { get; init; }

    /// <summary>The body as an object, or a string: the authored form, or a plain template.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Values of the prompt's variables; without them the templates are checked and not filled.</summary>
    public JsonElement? Variables { get; init; }

    string? INamesNamespace.NamespaceOf(ICatalogReader catalog) => Namespace;

    public void Check(RequestErrors errors)
    {
        errors.RequireNamespace(Namespace);
        errors.RequireName(Name);
        errors.RequireContent(Content);
        errors.RequireObject(Variables, "variables");
    }
}

/// <summary>What the text would come to. Nothing was written and nothing ran.</summary>
/// <param name="Version">The number that it would get.</param>
/// <param name="Problems">Why it would be refused; empty when it would be written.</param>
/// <param name="Assumed">What it leaves out and would be taken for granted.</param>
/// <param name="Variables">The JSON Schema of what it takes; null while it cannot be read.</param>
/// <param name="Question">What would be asked of which model; null without variables, and while there are problems.</param>
/// <param name="Refusal">Why the variables do not do; null when they do.</param>
internal sealed record PreviewPromptResponse(
    int? Version, IReadOnlyList<PreviewProblemItem> Problems, IReadOnlyList<string> Assumed, JsonElement? Variables, QuestionItem? Question,
    string? Refusal);

/// <param name="Field">Path of what is wrong; empty for the whole.</param>
/// <param name="Line">In the authored text, from 1.</param>
internal sealed record PreviewProblemItem(string Field, string Message, int? Line, int? Column);

/// <param name="Prompt"><c>namespace/name@version</c>.</param>
/// <param name="Model">provider/model.</param>
/// <param name="IsLanguageModel">False for the offline extractor.</param>
/// <param name="InputTokens">Estimated.</param>
/// <param name="OutputTokens">Reserved for the answer.</param>
/// <param name="CostUsd">Of both; null without a price.</param>
internal sealed record QuestionItem(
    string Prompt, string Model, bool IsLanguageModel, IReadOnlyList<MessageItem> Messages, long InputTokens, long OutputTokens,
    decimal? CostUsd);
