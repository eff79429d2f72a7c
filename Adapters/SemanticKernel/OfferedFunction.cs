using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace PromptIntel.Adapters.SemanticKernel;

/// <summary>
/// A kernel function as a model is offered it: its name, what it is for and its whole schema, and nothing that any client on the way
/// could invoke.
/// </summary>
internal sealed class OfferedFunction : AIFunctionDeclaration
{
    // Reading a function's parameters takes longer than the rest of a call.
    private static readonly ConditionalWeakTable<AIFunction, OfferedFunction> Known = [];

    private readonly JsonElement _schema;

    private OfferedFunction(AIFunction function) => (Function, _schema) = (function.AsKernelFunction(), function.JsonSchema);

    public KernelFunction Function { get; }

    public override string Name => Function.Name;

    public override string Description => Function.Description;

    /// <summary>As it was given: the kernel function's own keeps the properties and loses what is said of them together.</summary>
    public override JsonElement JsonSchema => _schema;

    public static OfferedFunction Of(AIFunction function) => Known.GetValue(function, static known => new OfferedFunction(known));
}
