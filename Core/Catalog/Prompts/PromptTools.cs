using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// What a prompt's model may call (<c>tools</c>, references to prompts and operations) and how often (<c>config.max_tool_calls</c>). What
/// the references mean is looked up where they are linked.
/// </summary>
internal static class PromptTools
{
    private const string MaxCalls = "max_tool_calls";
    private const int MostTools = 32;
    private const int MostCalls = 1_000;

    /// <summary>As written; only of a prompt that was read.</summary>
    public static ImmutableArray<string> ReferencesOf(PromptBody prompt) =>
        [.. prompt.Tools.EnumerateArray().Select(tool => tool.GetString()!)];

    /// <summary>How many calls one run of the prompt may make; null where it leaves that to the installation.</summary>
    public static int? LimitOf(PromptBody prompt) => prompt.Config.TryGetProperty(MaxCalls, out JsonElement most) ? most.GetInt32() : null;

    /// <summary>Everything that is wrong with their shape, by its field.</summary>
    public static ImmutableArray<EntryError> Check(JsonElement tools, JsonElement config)
    {
        var errors = ImmutableArray.CreateBuilder<EntryError>();
        var seen = new HashSet<string>(StringComparer.Ordinal);

        JsonElement[] listed = tools.ValueKind == JsonValueKind.Array ? [.. tools.EnumerateArray().Take(MostTools + 1)] : [];

        foreach ((int index, JsonElement tool) in listed.Take(MostTools).Index())
        {
            if (tool.ValueKind != JsonValueKind.String)
            {
                errors.Add(new EntryError($"tools[{index}]", "Must name a prompt or an operation: namespace/name[@version|@label]."));
            }
            else if (!seen.Add(tool.GetString()!.Split('@')[0]))
            {
                errors.Add(new EntryError($"tools[{index}]", "Is named twice."));
            }
        }

        if (listed.Length > MostTools)
        {
            errors.Add(new EntryError("tools", $"A prompt has at most {MostTools} tools."));
        }

        if (config.ValueKind == JsonValueKind.Object && config.TryGetProperty(MaxCalls, out JsonElement most)
            && !(most.ValueKind == JsonValueKind.Number && most.TryGetInt32(out int number) && number is >= 1 and <= MostCalls))
        {
            errors.Add(new EntryError($"config.{MaxCalls}", $"Must be a whole number from 1 to {MostCalls}."));
        }

        return errors.ToImmutable();
    }
}
