using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>The real engine over memory and a fake clock, with one operation, <c>probe</c>, that a test writes.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    public const int Seed = 7;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ExecutionIds _ids;
    private readonly ExecutionSignals _signals = new(new NoSignalRelay());
    private readonly List<ExecutionEngine> _engines = [];
    private readonly Func<ExecutionEngine> _createEngine;
    private Task? _running;

    public ExecutionSignals Signals => _signals;

    public EngineHost(
        Func<IOperationContext, CancellationToken, Task<OperationOutcome>> operation,
        IChatClient? model = null,
        InferenceOptions? inference = null,
        bool isStoreBreakable = false,
        ExecutionOptions? limits = null,
        params IOperation[] operations)
    {
        ExecutionOptions options = limits ?? new ExecutionOptions();
        IOptions<ExecutionOptions> bound = Options.Create(options);
        var schemas = new JsonSchemaValidator();
        var log = new ExecutionLog(NullLogger<ExecutionLog>.Instance);
        var directory = new OneClient(model);
        Store = new InMemoryExecutionStore(Clock);
        Breakable = new BreakableStore(Store);
        _ids = new ExecutionIds(Clock);
        IExecutionStore store = isStoreBreakable ? Breakable : Store;
        IOptions<InferenceOptions> asked = Options.Create(inference ?? new InferenceOptions());
        var models = new ModelCalls(
            Checks.Renderer(), directory, schemas, bound, asked, new ModelPace(new InMemoryModelRateStore(Clock), asked, Clock));
        var registry = new OperationRegistry([new ProbeOperation(operation), new EchoOperation(), .. operations]);
        var pipeline = new StagePipeline(registry, models, schemas, new Random(Seed), log, options.MaxValueBytes);
        var runs = new ExecutionRunFactory(store, Store, pipeline, _signals, bound, Clock, log);
        _createEngine = () => new ExecutionEngine(store, new ManifestCache(Store), runs, _signals, bound, Clock, log);
        Engine = _createEngine();
        var watch = new ExecutionWatch(Store, _signals, bound, Clock);
        var pinning = new WorkflowPinning(Manifests.Builder(Catalog), schemas);
        Executions = new Executions(pinning, Store, Store, Engine, watch, bound);
        Approvals = new Approvals(Executions, Store, schemas, bound, Clock);
        Comparer = new ExecutionComparer(Executions, registry);
        Batches = new BatchRuns(pinning, Store, Store, watch, bound);
    }

    public TestClock Clock { get; } = new();

    public TestCatalog Catalog { get; } = new();

    public InMemoryExecutionStore Store { get; }

    /// <summary>What stands between the engine and the store, when the test asked for it.</summary>
    public BreakableStore Breakable { get; }

    public ExecutionEngine Engine { get; }

    public Executions Executions { get; }

    public Approvals Approvals { get; }

    public BatchRuns Batches { get; }

    public ExecutionComparer Comparer { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static OperationOutcome Done { get; } = new OperationOutcome.Completed(TestManifest.Empty);

    /// <param name="workers">Engines that share the store, as processes do.</param>
    public EngineHost Start(int workers = 1)
    {
        _engines.AddRange(Enumerable.Range(1, workers - 1).Select(_ => _createEngine()));
        _running = Task.WhenAll(_engines.Prepend(Engine).Select(engine => engine.RunAsync(_stopping.Token)));
        return this;
    }

    /// <summary>Asks the engine to drain and waits for it.</summary>
    public Task StopAsync()
    {
        _stopping.Cancel();
        return _running!;
    }

    public void BeginToStop() => _stopping.Cancel();

    public async Task<Guid> QueueAsync(Manifest manifest, Func<NewExecution, NewExecution>? change = null)
    {
        var execution =
            new NewExecution { Id = _ids.Next(), Manifest = manifest, Input = TestManifest.Empty, CreatedAt = Clock.GetUtcNow() };
        await Store.CreateAsync(change?.Invoke(execution) ?? execution, Token);
        _signals.RingForWork();
        return execution.Id;
    }

    /// <summary>Until the execution stands so; woken by the engine's own signals, since the clock stands still.</summary>
    public async Task<ExecutionRecord> WaitForAsync(Guid id, ExecutionStatus status)
    {
        using ExecutionSignals.Listener listener = _signals.Listen(id, SignalScope.Commits);

        while (true)
        {
            ExecutionRecord execution = (await Store.FindAsync(id, Token))!;

            if (execution.Status == status)
            {
                return execution;
            }

            Assert.False(execution.Status.IsEnded(), $"It has ended: {execution.Status} {execution.Error}");
            await listener.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        }
    }

    public async Task<ExecutionRecord> RunAsync(Manifest manifest, ExecutionStatus expected = ExecutionStatus.Succeeded) =>
        await WaitForAsync(await QueueAsync(manifest), expected);

    public async Task<ImmutableArray<string>> EventsAsync(Guid id) =>
        [.. (await Store.GetEventsAsync(id, 0, 1_000, Token)).Select(
            happened => happened.Stage is null ? happened.Type : $"{happened.Type} {happened.Stage}")];

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await StopAsync();
        }

        Engine.Dispose();
        _engines.ForEach(engine => engine.Dispose());
        _stopping.Dispose();
    }

    private sealed class ProbeOperation(Func<IOperationContext, CancellationToken, Task<OperationOutcome>> operation) : IOperation
    {
        public string Type => TestManifest.OperationType;

        public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

        public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken) =>
            operation(context, cancellationToken);
    }

    private sealed class OneClient(IChatClient? client) : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) =>
            client is null
                ? null
                : new ResolvedModel(name ?? "default", "stub", name == "stub/other" ? "other" : "stub-1", CanGenerate: true);

        public IChatClient GetClient(ResolvedModel model) => client!;
    }
}
