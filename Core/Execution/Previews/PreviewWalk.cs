using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Expressions;
using PromptIntel.Core.Workflows.Linking;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Execution.Previews;

/// <summary>
/// One walk over a manifest with nothing but the input: what reads the output of a stage waits for it, the rest is resolved as planning
/// would. Bounded in stages, items and characters. For one thread.
/// </summary>
internal sealed class PreviewWalk(
    Manifest manifest, ModelCalls models, JsonSchemaValidator schemas, int mostBytes, CancellationToken cancellationToken)
{
    private const int MostItems = 20;
    private const int MostStages = 500;
    private const int MostVisits = 10_000;
    private const int MostCharacters = 4_000_000;

    private readonly PlannerIndex _index = PlannerIndex.For(manifest);
    private readonly PinnedEntries _pinned = PinnedEntries.Of(manifest);
    private readonly ImmutableArray<StagePreview>.Builder _stages = ImmutableArray.CreateBuilder<StagePreview>();
    private PlannerFacts _nothing = null!;
    private long _characters;
    private int _visits;
    private bool _isFull;

    /// <summary>Whether anything was left out.</summary>
    public bool IsCut { get; private set; }

    public ImmutableArray<StagePreview> Walk(JsonElement input)
    {
        _nothing = new PlannerFacts(_index, [], []);
        VisitScope(_index.Root, "", _index.Defaults?.Fill(input) ?? input, []);
        return _stages.ToImmutable();
    }

    /// <param name="input">Null where it is not known yet.</param>
    /// <param name="waits">What is waited for around here.</param>
    private void VisitScope(PlannerScope scope, string itemKey, JsonElement? input, ImmutableArray<string> waits)
    {
        foreach (PlannerNode node in scope.Nodes)
        {
            if (IsFull())
            {
                return;
            }

            ImmutableArray<string> own = [.. waits.Concat(StagesIn(node, scope)).Distinct(StringComparer.Ordinal)];

            if (own.IsEmpty && input is { } known)
            {
                VisitKnown(node, scope, itemKey, known);
            }
            else
            {
                VisitUnknown(node, itemKey, own);
            }
        }
    }

    private static IEnumerable<string> StagesIn(PlannerNode node, PlannerScope scope) =>
        node.Input.Wires().Concat(node.Items is { } items ? [items] : []).Concat(node.When?.Wires() ?? [])
            .Where(wire => wire.Root == WireRoot.Stage)
            .Select(wire => scope.Path.Length == 0 ? wire.Stage! : $"{scope.Path}/{wire.Stage}");

    private void VisitUnknown(PlannerNode node, string itemKey, ImmutableArray<string> waits)
    {
        if (node.Stage is { } stage)
        {
            Add(new StagePreview(stage, itemKey, waits));
        }
        else
        {
            VisitScope(node.Children!, itemKey, null, waits);
        }
    }

    private void VisitKnown(PlannerNode node, PlannerScope scope, string itemKey, JsonElement input)
    {
        var source = new ScopeSource(_nothing, scope, itemKey, input);

        if (node.When is { } condition && !condition.IsTrue(source))
        {
            Skip(node, itemKey);
        }
        else if (node.Items is not { } wire)
        {
            VisitInstance(node, itemKey, source);
        }
        else if (wire.Resolve(source) is { } items)
        {
            VisitItems(node, itemKey, items, source);
        }
    }

    private void VisitItems(PlannerNode node, string itemKey, JsonElement items, in ScopeSource source)
    {
        if (items.ValueKind != JsonValueKind.Array)
        {
            Refuse(node, itemKey, $"The items of for_each, ${{{node.Items}}}, are not a list.");
            return;
        }

        if (items.GetArrayLength() > PlannerPass.MostItems)
        {
            Refuse(node, itemKey, $"for_each takes at most {PlannerPass.MostItems} items, not {items.GetArrayLength()}.");
            return;
        }

        foreach ((int index, JsonElement item) in items.EnumerateArray().Take(MostItems).Index())
        {
            if (IsFull())
            {
                return;
            }

            VisitInstance(node, ItemKeys.Join(itemKey, index), source.WithItem(item, index));
        }

        if (items.GetArrayLength() > MostItems)
        {
            IsCut = true;
            Refuse(node, itemKey, $"Only the first {MostItems} of {items.GetArrayLength()} items are shown.");
        }
    }

    /// <summary>Shows a problem of a stage, or of a sub-recipe at the first of its stages.</summary>
    private void Refuse(PlannerNode node, string itemKey, string problem)
    {
        while (node.Stage is null && node.Children!.Nodes is [var first, ..])
        {
            node = first;
        }

        if (node.Stage is { } stage && !IsFull())
        {
            Add(new StagePreview(stage, itemKey, []) { Problem = problem });
        }
    }

    private void Skip(PlannerNode node, string itemKey)
    {
        if (node.Stage is { } stage)
        {
            Add(new StagePreview(stage, itemKey, []) { IsSkipped = true });
            return;
        }

        foreach (PlannerNode inner in node.Children!.Nodes.TakeWhile(_ => !IsFull()))
        {
            Skip(inner, itemKey);
        }
    }

    private void VisitInstance(PlannerNode node, string itemKey, in ScopeSource source)
    {
        JsonElement input = WireValues.Resolve(node.Input, source, mostBytes, node.Path, "The input", out ExecutionError? fault);

        if (fault is null)
        {
            input = node.Defaults?.Fill(input) ?? input;
        }

        if (node.Stage is not { } stage)
        {
            if (fault is null && node.Check?.ProblemOf(input) is { } problem)
            {
                Refuse(node, itemKey, problem);
                return;
            }

            VisitScope(node.Children!, itemKey, fault is null ? input : null, []);
            return;
        }

        Add(fault is null ? Preview(stage, itemKey, input) : new StagePreview(stage, itemKey, []) { Problem = fault.Detail });
    }

    private StagePreview Preview(PlannedStage stage, string itemKey, JsonElement input)
    {
        var known = new StagePreview(stage, itemKey, []);

        if (stage.InputSchema is { } schema && schemas.Validate(schema, input) is { IsEmpty: false } violations)
        {
            return known with { Problem = string.Join("; ", violations) };
        }

        if (stage.OperationType != LinkedOperation.PromptType)
        {
            return known;
        }

        EntryVersion prompt = _pinned.Find(PromptOperation.KeyOf(stage.Settings))!;
        IsCut |= _characters >= MostCharacters;
        RenderResult rendered = _characters < MostCharacters
            ? models.Render(prompt, PromptVariables.Select(input, prompt), cancellationToken)
            : new RenderResult.LimitReached("output", [new EntryError("", "Not shown: the questions before are long enough.")]);
        return rendered switch
        {
            RenderResult.Rendered question => known with { Question = Ask(prompt, question) },
            RenderResult.Refused refused => known with { Problem = string.Join("; ", refused.Errors) },
            RenderResult.Unusable unusable => known with { Problem = string.Join("; ", unusable.Errors) },
            RenderResult.LimitReached limit => known with { Problem = string.Join("; ", limit.Errors) },
            _ => throw new NotSupportedException($"The render {rendered.GetType().Name} is not known here."),
        };
    }

    private PromptQuestion Ask(EntryVersion prompt, RenderResult.Rendered rendered)
    {
        _characters += rendered.Messages.Sum(message => (long)message.Length);
        PreparedPrompt prepared = models.Prepare(prompt);
        ResolvedModel? model = models.Resolve(_pinned, prepared.Body.Model);
        return new PromptQuestion(
            prepared.Label,
            model is null ? "" : $"{model.Provider}/{model.Model}",
            model is { CanGenerate: true },
            rendered.Messages,
            rendered.TokenEstimate,
            prepared.OutputTokensToReserve,
            model is null ? null : models.Cost(model, rendered.TokenEstimate, prepared.OutputTokensToReserve));
    }

    private void Add(StagePreview stage) => _stages.Add(stage);

    /// <summary>Counts a visit. Whether as much is shown or looked at as may be; the last stage says that there is more.</summary>
    private bool IsFull()
    {
        cancellationToken.ThrowIfCancellationRequested();

        if (!_isFull && (_stages.Count >= MostStages || ++_visits > MostVisits))
        {
            _isFull = IsCut = true;

            if (_stages.Count > 0)
            {
                _stages[^1] = _stages[^1] with { Problem = $"Only the first {_stages.Count} stages and items are shown." };
            }
        }

        return _isFull;
    }
}
