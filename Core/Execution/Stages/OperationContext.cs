using System.Collections.Immutable;
using System.Text.Json;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>What an operation is given for one attempt: its stage, and the models when it asks for them.</summary>
internal sealed class OperationContext(
    StageContext stage, IStageJournal journal, ModelCalls models, IStageRunner tools) : IOperationContext
{
    private StageModel? _model;

    public Guid ExecutionId => stage.ExecutionId;

    public string StagePath => stage.Path;

    public string ItemKey => stage.ItemKey;

    public string? UserId => stage.UserId;

    public JsonElement Input => stage.Input;

    public JsonElement Settings => stage.Stage.Settings;

    public TimeProvider Time => stage.Time;

    public IStageModel Model => _model ??= new StageModel(stage, journal, models, tools);

    public EntryVersion Entry(EntryKey key) =>
        stage.Pinned.Find(key)
        ?? throw new InvalidOperationException($"{key} is not pinned: operation '{stage.Stage.OperationType}' did not name it in Require.");

    public ImmutableArray<EntryVersion> Tagged(string space, string tag) => stage.Pinned.Tagged(space, tag);
}
