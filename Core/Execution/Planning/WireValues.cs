using System.Text.Json;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>What the wires of one scope instance see: its input, the results of its stages, the current item.</summary>
internal readonly struct ScopeSource(
    PlannerFacts facts, PlannerScope scope, string itemKey, JsonElement input, JsonElement? item = null, int itemIndex = 0) : IWireSource
{
    public JsonElement Input => input;

    public JsonElement? Item => item;

    public JsonElement? ItemIndex => item is null ? null : JsonSerializer.SerializeToElement(itemIndex);

    public JsonElement? StageOutput(string stage) =>
        scope.OrdinalOf(stage) is { } ordinal && facts.Find(ordinal, itemKey) is { Status: StageStatus.Succeeded } result
            ? result.Output
            : null;

    public ScopeSource WithItem(JsonElement element, int index) => new(facts, scope, itemKey, input, element, index);
}

/// <summary>Turns templates into values of their own, with one writer for each thread.</summary>
internal static class WireValues
{
    [ThreadStatic]
    private static WireWriter? _writer;

    /// <summary>The value; undefined, with the error, when it is too large or nested too deep.</summary>
    /// <param name="stage">Whose error it is.</param>
    /// <param name="what">What it is of it, to say so.</param>
    public static JsonElement Resolve(
        WireTemplate template, in ScopeSource source, int mostBytes, string? stage, string what, out ExecutionError? error)
    {
        error = null;

        if (template is WireTemplate.Constant constant)
        {
            return constant.Value;
        }

        WireWriter writer = _writer ??= new WireWriter();
        writer.Begin(mostBytes);
        template.WriteTo(writer, source);
        JsonElement? value = writer.End(out WireFault fault);

        if (writer.IsLarge)
        {
            writer.Dispose();
            _writer = null;
        }

        error = value is null ? ErrorOf(fault, stage, what, mostBytes) : null;
        return value ?? default;
    }

    public static ExecutionError ErrorOf(WireFault fault, string? stage, string what, int mostBytes) =>
        new(WireWriter.Code(fault), stage, WireWriter.Describe(fault, what, mostBytes));
}
