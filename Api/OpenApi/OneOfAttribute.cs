namespace PromptIntel.Api.OpenApi;

/// <summary>The only values that a text has, said in the document. It checks nothing: that is done where the text is read.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal class OneOfAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;
}

/// <summary>The values of an enumeration whose names are one word each, as they are written.</summary>
internal sealed class OneOfAttribute<TEnum>() : OneOfAttribute([.. Enum.GetNames<TEnum>().Select(name => name.ToLowerInvariant())])
    where TEnum : struct, Enum;

/// <summary>What became of a run, as the answers of execute and batch word it.</summary>
internal sealed class RunOutcomeAttribute() : OneOfAttribute("success", "failed", "cancelled", "parked", "waiting", "running");

/// <summary>Where a stage stands.</summary>
internal sealed class StageStateAttribute() : OneOfAttribute("pending", "running", "succeeded", "failed", "skipped", "waiting");
