using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows.Operations;

/// <summary>One run of an operation, with a model that gives the answer stated and remembers what it was asked.</summary>
internal sealed class TestOperationContext(string settings, string input, params EntryVersion[] entries) : IOperationContext, IStageModel
{
    public Guid ExecutionId => Guid.Empty;

    public string StagePath => "stage";

    public string ItemKey => "";

    public string? UserId { get; init; }

    public JsonElement Input { get; } = JsonElement.Parse(input);

    public JsonElement Settings { get; } = JsonElement.Parse(settings);

    public TimeProvider Time => TimeProvider.System;

    public IStageModel Model => this;

    public ModelAnswer Answer { get; init; } = new ModelAnswer.Refused("unexpected", "No answer was stated.", FailureKind.Permanent);

    public JsonElement? Asked { get; private set; }

    public EntryVersion Entry(EntryKey key) => entries.Single(entry => entry.Key == key);

    public ImmutableArray<EntryVersion> Tagged(string space, string tag) => [];

    public bool CanGenerate(EntryVersion prompt) => true;

    public Task<ModelAnswer> AskAsync(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken)
    {
        Asked = variables;
        return Task.FromResult(Answer);
    }
    public Task<ModelAnswer> AskForAsync(
        EntryVersion prompt, WantedAnswer wanted, JsonElement variables, CancellationToken cancellationToken) =>
        AskAsync(prompt, variables, cancellationToken);
}
