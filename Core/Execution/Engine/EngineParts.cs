using PromptIntel.Core.Execution.Calls;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>What every run in this process shares.</summary>
internal sealed record EngineParts(
    IExecutionStore Store,
    IExecutionReader Reader,
    StagePipeline Pipeline,
    ModelCalls Models,
    ExecutionSignals Signals,
    TimeProvider Time,
    ExecutionLog Log);
