using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows;

/// <summary>What an operation is given for one run of one stage.</summary>
public interface IOperationContext
{
    Guid ExecutionId { get; }

    /// <summary>Where in the execution, such as <c>draft</c> or <c>triage/classify</c>.</summary>
    string StagePath { get; }

    /// <summary>The index path of a <c>for_each</c> item, such as <c>3</c> or <c>3/7</c>; empty outside one.</summary>
    string ItemKey { get; }

    string? UserId { get; }

    /// <summary>The operation's static <c>with</c>, then the stage's, wires resolved: an object.</summary>
    JsonElement Input { get; }

    /// <summary>The operation's own settings as written in its definition.</summary>
    JsonElement Settings { get; }

    TimeProvider Time { get; }

    /// <summary>The pinned version of an entry that <see cref="IOperation.Require"/> named; throws when it was not named.</summary>
    EntryVersion Entry(EntryKey key);

    /// <summary>All pinned entries that a <see cref="EntrySelector.Tagged"/> found, by key.</summary>
    ImmutableArray<EntryVersion> Tagged(string space, string tag);

    /// <summary>The models, with rendering, budget, trace, output validation and one repair taken care of.</summary>
    IStageModel Model { get; }
}

/// <summary>Model calls of a stage. Every call checks the lease, reserves budget, is recorded as an attempt and traced.</summary>
public interface IStageModel
{
    /// <summary>Whether a language model stands behind the prompt's model; false for the offline extractor.</summary>
    bool CanGenerate(EntryVersion prompt);

    /// <summary>
    /// Renders the prompt with the variables and asks its model. A prompt with an output schema gives validated JSON (repaired at most
    /// once), another the text as a JSON string.
    /// </summary>
    Task<ModelAnswer> AskAsync(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken);

    /// <summary>Asks like <see cref="AskAsync"/>, for JSON of another shape than the prompt's own.</summary>
    Task<ModelAnswer> AskForAsync(
        EntryVersion prompt, WantedAnswer wanted, JsonElement variables, CancellationToken cancellationToken);
}

/// <summary>An answer whose shape is known only when the stage runs.</summary>
/// <param name="Schema">JSON Schema that stands on its own and was checked.</param>
/// <param name="Extraction">The offline extractor's rules for it; null leaves the prompt's.</param>
public sealed record WantedAnswer(JsonElement Schema, JsonElement? Extraction);

/// <summary>What a model call came to.</summary>
public abstract record ModelAnswer
{
    private ModelAnswer()
    {
    }

    /// <param name="Value">JSON that satisfies the prompt's output schema, or a JSON string.</param>
    /// <param name="Sources">Where in the source text each value was read from; only the offline extractor knows.</param>
    public sealed record Answered(JsonElement Value, ImmutableArray<SourceSpan> Sources) : ModelAnswer
    {
        /// <summary>What stands in the source text where a null value should, and why it was not taken; only the offline extractor
        /// knows.</summary>
        public ImmutableArray<UnreadSource> Unread { get; init; } = [];
    }

    /// <summary>
    /// Codes: <c>model_required</c>, <c>invalid_output</c>, <c>model_refused</c>, <c>budget_exceeded</c>, <c>template_error</c>.
    /// </summary>
    public sealed record Refused(string Code, string Detail, FailureKind Kind) : ModelAnswer;
}

/// <summary>A value's place in the source text: UTF-16 offset and length, the field's path in the output, the text itself.</summary>
public sealed record SourceSpan(string Field, int Start, int Length, string Text);

/// <summary>A place in the source text that says something of a field and gives no certain value; why, for a reader.</summary>
public sealed record UnreadSource(string Field, int Start, int Length, string Text, string Reason);
