using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>Gives out only what the operation's requirements named.</summary>
internal sealed class FakeOperationContext(OperationRequirements requirements, IReadOnlyDictionary<EntryKey, EntryVersion> changed)
    : IOperationContext
{
    public Guid ExecutionId { get; } = Guid.Parse("01890000-0000-7000-8000-000000000001");

    public string StagePath => "run/2/stage";

    public string ItemKey => "";

    public string? UserId { get; init; }

    public required JsonElement Input { get; init; }

    public required JsonElement Settings { get; init; }

    public TimeProvider Time { get; } = new FixedTime();

    public required IStageModel Model { get; init; }

    public EntryVersion Entry(EntryKey key) =>
        requirements.Entries.OfType<EntrySelector.One>().Any(one => one.Key == key)
            ? changed.GetValueOrDefault(key) ?? ShippedContent.Entries[key]
            : throw new InvalidOperationException($"{key} was not required");

    public ImmutableArray<EntryVersion> Tagged(string space, string tag) =>
        requirements.Entries.OfType<EntrySelector.Tagged>().Any(tagged => tagged.Namespace == space && tagged.Tag == tag)
            ? [.. ShippedContent.Entries.Values.Where(entry => entry.Key.Namespace == space && entry.Tags.Contains(tag))
                .OrderBy(entry => entry.Key)]
            : throw new InvalidOperationException($"{space}#{tag} was not required");

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);
    }
}

/// <summary>A model that cannot write, or one that gives the answer stated for a prompt.</summary>
internal sealed class FakeStageModel(IReadOnlyDictionary<string, object>? answers = null) : IStageModel
{
    public bool CanGenerate(EntryVersion prompt) => answers is not null;

    public Task<ModelAnswer> AskAsync(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken) =>
        Task.FromResult<ModelAnswer>(answers!.TryGetValue(prompt.Key.Name, out object? answer)
            ? new ModelAnswer.Answered(JsonSerializer.SerializeToElement(answer), [])
            : new ModelAnswer.Refused("model_refused", "no answer is stated", FailureKind.Permanent));

    public Task<ModelAnswer> AskForAsync(
        EntryVersion prompt, WantedAnswer wanted, JsonElement variables, CancellationToken cancellationToken) =>
        AskAsync(prompt, variables, cancellationToken);
}
