using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Components;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// What makes the answer of a stage beside its input: its place, its operation and settings, every entry that these use in turn (prompts
/// with their parameters, what they include, schemas, tools) and the models that the prompts name. What only other stages of the workflow
/// use is no part of it. Safe for concurrent use.
/// </summary>
internal sealed class StageIdentity(OperationRegistry operations)
{
    private readonly ConditionalWeakTable<PinnedEntries, ConcurrentDictionary<string, string>> _known = [];

    /// <summary>Equal for stages that answer an equal input of the same user alike; of a fixed length.</summary>
    public string Of(StageContext stage) =>
        _known.GetValue(stage.Pinned, static _ => new ConcurrentDictionary<string, string>(StringComparer.Ordinal))
            .GetOrAdd(stage.Path, (_, context) => Of(context.Stage, context.Pinned.Manifest), stage);

    private string Of(PlannedStage stage, Manifest manifest)
    {
        var used = new SortedDictionary<EntryKey, EntryVersion>();
        Collect(stage.Operation.Key, manifest.Entries.ToDictionary(entry => entry.Key), used);
        HashSet<string> models = [.. used.Values.SelectMany(ModelsOf)];
        string[] parts =
        [
            $"{manifest.Workflow.Key}",
            stage.Path,
            $"{stage.Operation.Key}@{stage.Operation.Version} {stage.Operation.ContentHash}",
            stage.OperationType,
            stage.Settings.GetRawText(),
            stage.OutputSchema?.GetRawText() ?? "",
            .. used.Values.Select(entry => $"{entry.Key}@{entry.Number} {entry.ContentHash}"),
            .. manifest.Models.Where(model => models.Contains(model.Name)).Select(model => $"{model}"),
        ];
        return Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)));
    }

    /// <summary>Operations name what they read, prompts and schemas what they refer to; all of it is pinned.</summary>
    private void Collect(EntryKey key, Dictionary<EntryKey, EntryVersion> pinned, SortedDictionary<EntryKey, EntryVersion> used)
    {
        if (!pinned.TryGetValue(key, out EntryVersion? entry) || !used.TryAdd(key, entry))
        {
            return;
        }

        foreach (ComponentReferences.Reference reference in ComponentReferences.Of(entry, operations))
        {
            IEnumerable<EntryKey> keys = reference.Tagged is { } tagged
                ? pinned.Values.Where(other => other.Key.Namespace == tagged.Namespace && other.Tags.Contains(tagged.Tag))
                    .Select(other => other.Key)
                : reference.Candidates;

            foreach (EntryKey next in keys)
            {
                Collect(next, pinned, used);
            }
        }
    }

    private static IEnumerable<string> ModelsOf(EntryVersion entry)
    {
        if (entry.Kind == EntryKind.Prompt && PromptBody.TryRead(entry.Body, out PromptBody? prompt, out _))
        {
            yield return prompt.Model ?? "default";

            if (prompt.FallbackModel is { } other)
            {
                yield return other;
            }
        }
    }
}
